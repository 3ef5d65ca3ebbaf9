package com.a64platform.core.reasons;

import com.a64platform.core.unloading.Departure;
import com.a64platform.core.unloading.Leftover;
import com.a64platform.core.unloading.Unloading;
import java.util.List;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Versions that were unloaded and are in memory still, with what holds them. */
@Component(service = LoaderCheck.class)
public final class LoaderCheck implements Check {
    private final Unloading unloading;

    @Activate
    public LoaderCheck(@Reference Unloading unloading) {
        this.unloading = unloading;
    }

    @Override
    public List<Cause> look(Case module) {
        return unloading.held(module.module()).stream()
                .map(held -> Cause.noting("class-loader-held", held.verdict(), advice(held))
                        .since(held.at())
                        .with("version", held.version())
                        .with("operation", held.operation())
                        .with("holder", holders(held)))
                .toList();
    }

    private static String holders(Departure held) {
        return held.holders().stream().map(Leftover::sentence).collect(Collectors.joining("; "));
    }

    private static String advice(Departure held) {
        return held.holders().isEmpty()
                ? "Find what holds it with jcmd " + ProcessHandle.current().pid()
                        + " GC.heap_dump FILE, and restart the node when the memory is needed."
                : "Tell its maker what holds it, and restart the node when the memory is needed;"
                        + " POST /api/v1/modules/" + held.module() + "/holders looks again.";
    }
}
