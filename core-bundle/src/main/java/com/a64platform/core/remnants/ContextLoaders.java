package com.a64platform.core.remnants;

import com.a64platform.core.unloading.Leftover;
import com.a64platform.core.unloading.ModuleCode;
import com.a64platform.core.unloading.Remnant;
import java.util.List;

/**
 * Context loaders that threads of others have from the module: it did not set them back, or was the first that needed a
 * thread of Java's own, which then also remembers on whose behalf it was made.
 */
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
        Threads.release(thread);
        return Leftover.cleared(kind(), "of thread " + thread.getName(), "set the context loader back in finally");
    }
}
