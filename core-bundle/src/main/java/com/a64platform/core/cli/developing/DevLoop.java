package com.a64platform.core.cli.developing;

import com.a64platform.core.cli.CommandFailure;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Builds and deploys a module at each change of what it is made from, and goes on after whatever goes wrong with it. */
final class DevLoop {
    private final ModuleProject project;
    private final LiveModule module;
    private final DevelopmentNode node;
    private final Consumer<String> out;
    private Map<Path, byte[]> last = Map.of();

    DevLoop(ModuleProject project, LiveModule module, DevelopmentNode node, Consumer<String> out) {
        this.project = project;
        this.module = module;
        this.node = node;
        this.out = out;
    }

    /**
     * Runs until the process is stopped.
     *
     * @throws CommandFailure when the node has ended
     */
    void run(SourceWatch watch) {
        long noticed = System.nanoTime();
        while (true) {
            round(noticed);
            noticed = watch.await();
            node.requireRunning();
        }
    }

    private void round(long noticed) {
        build().ifPresent(bundle -> deploy(bundle, noticed));
    }

    /** Nothing when nothing has changed, or when no bundle can be made of it. */
    private Optional<BundleBuilder.Outcome> build() {
        try {
            var content = project.content();
            if (ModuleProject.same(content, last)) {
                return Optional.empty();
            }
            last = content;
            return module.build(content, out);
        } catch (CommandFailure | UncheckedIOException wrong) {
            out.accept("error: " + wrong.getMessage());
            return Optional.empty();
        }
    }

    private void deploy(BundleBuilder.Outcome bundle, long noticed) {
        var refusal = node.deploy(bundle);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - noticed);
        out.accept(refusal.orElse("live in " + millis + " ms"));
    }
}
