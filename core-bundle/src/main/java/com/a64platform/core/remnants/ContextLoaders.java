package com.a64platform.core.remnants;

import com.a64platform.core.unloading.Leftover;
import com.a64platform.core.unloading.ModuleCode;
import com.a64platform.core.unloading.Remnant;
import java.util.List;

/** Context loaders that the module gave to threads of others and did not set back. */
final class ContextLoaders implements Remnant {
    @Override
    public String kind() {
        return "context loader";
    }

    @Override
    public List<Leftover> sweep(ModuleCode code) {
        return Threads.live().stream()
                .filter(thread -> code.isLoader(thread.getContextClassLoader()))
                .filter(thread -> !Threads.isMadeBy(code, thread))
                .filter(thread -> Threads.placeIn(code, thread).isEmpty())
                .map(this::reset)
                .toList();
    }

    private Leftover reset(Thread thread) {
        thread.setContextClassLoader(getClass().getClassLoader());
        return Leftover.cleared(kind(), "of thread " + thread.getName(), "set the context loader back in finally");
    }
}
