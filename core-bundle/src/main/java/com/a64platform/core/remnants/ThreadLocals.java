package com.a64platform.core.remnants;

import com.a64platform.core.unloading.Leftover;
import com.a64platform.core.unloading.ModuleCode;
import com.a64platform.core.unloading.Remnant;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * Values that the module put into threads of others. An entry is emptied as the collector would empty it, which its own
 * thread copes with at any time; it is never taken out of the map, for that is its thread's.
 */
final class ThreadLocals implements Remnant {
    private static final List<String> MAPS = List.of("threadLocals", "inheritableThreadLocals");

    @Override
    public String kind() {
        return "thread-local value";
    }

    @Override
    public List<Leftover> sweep(ModuleCode code) {
        List<Leftover> found = new ArrayList<>();
        for (var thread : Threads.live()) {
            for (var map : MAPS) {
                sweep(code, thread, Inside.get(Thread.class, map, thread), found);
            }
        }
        return found;
    }

    private void sweep(ModuleCode code, Thread thread, Object map, List<Leftover> found) {
        if (map == null) {
            return;
        }
        for (var entry : (Object[]) Inside.get(map.getClass(), "table", map)) {
            var value = entry == null ? null : Inside.get(entry.getClass(), "value", entry);
            if (value != null && (code.isHeldBy(value) || code.owns(((Reference<?>) entry).get()))) {
                ((Reference<?>) entry).clear();
                Inside.set(entry.getClass(), "value", entry, null);
                found.add(Leftover.cleared(
                        kind(),
                        value.getClass().getName() + " in thread " + thread.getName(),
                        "call ThreadLocal.remove in finally"));
            }
        }
    }
}
