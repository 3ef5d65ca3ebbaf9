package com.a64platform.core.remnants;

import com.a64platform.core.unloading.Leftover;
import com.a64platform.core.unloading.ModuleCode;
import com.a64platform.core.unloading.Remnant;
import java.util.ArrayList;
import java.util.List;

/** Handlers of uncaught exceptions: everybody's, and those of single threads. */
final class ExceptionHandlers implements Remnant {
    private static final String ADVICE = "set the handler back in @Deactivate";

    @Override
    public String kind() {
        return "handler of uncaught exceptions";
    }

    @Override
    public List<Leftover> sweep(ModuleCode code) {
        List<Leftover> found = new ArrayList<>();
        if (code.owns(Thread.getDefaultUncaughtExceptionHandler())) {
            found.add(cleared(Thread.getDefaultUncaughtExceptionHandler(), "for every thread"));
            Thread.setDefaultUncaughtExceptionHandler(null);
        }
        for (var thread : Threads.live()) {
            var handler = thread.getUncaughtExceptionHandler();
            if (handler != thread && code.owns(handler)) {
                thread.setUncaughtExceptionHandler(null);
                found.add(cleared(handler, "of thread " + thread.getName()));
            }
        }
        return found;
    }

    private Leftover cleared(Object handler, String where) {
        return Leftover.cleared(kind(), handler.getClass().getName() + " " + where, ADVICE);
    }
}
