package com.a64platform.core.remnants;

import com.a64platform.core.unloading.Leftover;
import com.a64platform.core.unloading.ModuleCode;
import com.a64platform.core.unloading.Remnant;
import java.util.ArrayList;
import java.util.List;

/**
 * Threads of others that are in the module's code, such as those of the common pool. They are not interrupted, for they
 * may do somebody else's work by then. A class is known by its name only here, which another version may use as well.
 */
final class VisitedThreads implements Remnant {
    @Override
    public String kind() {
        return "thread of others";
    }

    @Override
    public List<Leftover> sweep(ModuleCode code) {
        List<Leftover> found = new ArrayList<>();
        for (var thread : Threads.live()) {
            if (!Threads.isMadeBy(code, thread) && Threads.placeIn(code, thread).isPresent()) {
                found.add(Leftover.stays(
                        kind(),
                        Threads.label(code, thread),
                        "have what runs on threads of others end by itself, at the latest in @Deactivate"));
            }
        }
        return found;
    }
}
