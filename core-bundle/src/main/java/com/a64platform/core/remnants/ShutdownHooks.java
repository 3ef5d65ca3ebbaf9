package com.a64platform.core.remnants;

import com.a64platform.core.unloading.Leftover;
import com.a64platform.core.unloading.ModuleCode;
import com.a64platform.core.unloading.Remnant;
import java.util.List;
import java.util.Map;

/** Threads that wait for the end of the process. */
final class ShutdownHooks implements Remnant {
    @Override
    public String kind() {
        return "shutdown hook";
    }

    @Override
    public List<Leftover> sweep(ModuleCode code) {
        var hooks = Inside.get(Inside.type("java.lang.ApplicationShutdownHooks"), "hooks", null);
        if (hooks == null) {
            return List.of(); // they run already
        }
        return hooksIn((Map<?, ?>) hooks).stream()
                .filter(hook -> Threads.isMadeBy(code, hook))
                .filter(Runtime.getRuntime()::removeShutdownHook)
                .map(hook -> Leftover.cleared(kind(), hook.getName(), "close in @Deactivate instead"))
                .toList();
    }

    private static List<Thread> hooksIn(Map<?, ?> hooks) {
        synchronized (Inside.type("java.lang.ApplicationShutdownHooks")) {
            return hooks.keySet().stream().map(Thread.class::cast).toList();
        }
    }
}
