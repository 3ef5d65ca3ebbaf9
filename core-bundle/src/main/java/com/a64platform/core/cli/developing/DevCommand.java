package com.a64platform.core.cli.developing;

import com.a64platform.core.cli.HomeOption;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dev}: a module's sources, live on a node in development mode. */
@Command(
        name = "dev",
        description = "Builds a module at each change of its sources and shows it live on a node in development mode;"
                + " starts the node if none runs on the home. Ctrl-C ends both.",
        mixinStandardHelpOptions = true)
public final class DevCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HomeOption home;

    @Parameters(paramLabel = "MODULE_DIR", description = "the module's folder, with its pom.xml and src/main/java")
    private Path folder;

    @Option(names = "--port", paramLabel = "N", description = "where a node that has to be started listens")
    private Optional<Integer> port = Optional.empty();

    @Override
    public void run() {
        ModuleCompiler.requireCompiler();
        var project = ModuleProject.in(folder);
        var out = spec.commandLine().getOut();
        try (var module = new LiveModule(project, Libraries.here());
                var watch = new SourceWatch(project.folder());
                var node = DevelopmentNode.on(home.home(), port)) {
            new DevLoop(project, module, node, out::println).run(watch);
        }
    }
}
