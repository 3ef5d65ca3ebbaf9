package com.a64platform.core.cli.developing;

import com.a64platform.core.cli.CommandFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The warm tools that make a bundle of a module's folder. Not thread-safe. */
final class LiveModule implements AutoCloseable {
    private final ModuleProject project;
    private final Libraries libraries;
    private Optional<Tools> tools = Optional.empty();
    private Map<Path, byte[]> setting = Map.of();

    LiveModule(ModuleProject project, Libraries libraries) {
        this.project = project;
        this.libraries = libraries;
    }

    private record Tools(ModuleCompiler compiler, BundleBuilder builder) {
        static Tools of(ModuleProject project, List<Path> classPath) {
            var release = project.pom().properties().getOrDefault("maven.compiler.release", "17");
            return new Tools(new ModuleCompiler(classPath, release), new BundleBuilder(project, classPath));
        }
    }

    /**
     * Makes the bundle; what compiler and bnd have to say is told.
     *
     * @param content everything that the module's folder has
     * @return nothing when it cannot be made
     * @throws CommandFailure when a library is missing or the pom cannot be read
     */
    Optional<BundleBuilder.Outcome> build(Map<Path, byte[]> content, Consumer<String> tell) {
        var ready = toolsFor(content);
        var compiled = ready.compiler().compile(sources(content));
        compiled.messages().forEach(tell);
        if (!compiled.succeeded()) {
            return Optional.empty();
        }
        var bundle = ready.builder().build(compiled.classes(), content);
        bundle.messages().forEach(tell);
        return Optional.of(bundle).filter(BundleBuilder.Outcome::succeeded);
    }

    @Override
    public void close() {
        tools.map(Tools::compiler).ifPresent(ModuleCompiler::close);
        tools = Optional.empty();
    }

    /** Other libraries: then nothing that was compiled before counts. */
    private Tools toolsFor(Map<Path, byte[]> content) {
        var now = project.setting(content);
        if (!ModuleProject.same(now, setting)) {
            close();
            setting = now;
        }
        if (tools.isEmpty()) {
            tools = Optional.of(Tools.of(project, libraries.of(project)));
        }
        return tools.get();
    }

    private Map<Path, byte[]> sources(Map<Path, byte[]> content) {
        Map<Path, byte[]> sources = new TreeMap<>(content);
        sources.keySet()
                .removeIf(path -> !path.startsWith(project.javaSources())
                        || !path.toString().endsWith(".java"));
        return sources;
    }
}
