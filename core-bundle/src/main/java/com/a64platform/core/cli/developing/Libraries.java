package com.a64platform.core.cli.developing;

import com.a64platform.core.cli.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;

/**
 * Where the libraries are that a module is compiled against: in the platform, in the module's own {@code lib} folder, or
 * in the local Maven repository. Nothing is downloaded.
 *
 * @param platform the folder with {@code system}, {@code lib} and {@code tools}
 * @param repository the local Maven repository, which need not exist
 */
record Libraries(Path platform, Path repository) {
    private static final String PROCESSORS = "META-INF/services/javax.annotation.processing.Processor";

    /** Those of the platform from which {@code ./a64} was called. */
    static Libraries here() {
        var platform = System.getProperty("a64.platform");
        if (platform == null) {
            throw new CommandFailure("Call this through ./a64, which knows where the platform's libraries are.");
        }
        var repository = System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository");
        return new Libraries(Path.of(platform), Path.of(repository));
    }

    /**
     * The class path of a module: what its pom names, in that order, then what lies in its {@code lib} folder.
     *
     * @throws CommandFailure naming the first that is nowhere
     */
    List<Path> of(ModuleProject project) {
        List<Path> found = new ArrayList<>();
        for (var dependency : project.pom().dependencies()) {
            if (dependency.type().equals("jar")) {
                found.add(find(project, dependency));
            }
        }
        var own = project.libraries();
        if (Files.isDirectory(own)) {
            jarsIn(own).stream().filter(jar -> !found.contains(jar)).forEach(found::add);
        }
        return found;
    }

    /** Whether one of them would generate code, which makes compiling single files unsafe. */
    static boolean processAnnotations(List<Path> libraries) {
        return libraries.stream().anyMatch(Libraries::hasProcessor);
    }

    private Path find(ModuleProject project, Pom.Dependency dependency) {
        return inPlatform(dependency)
                .or(() -> inModule(project, dependency))
                .or(() -> inRepository(dependency))
                .orElseThrow(() -> new CommandFailure("The library " + dependency.groupId() + ":"
                        + dependency.artifactId() + ":" + dependency.version() + " of " + project.pomFile()
                        + " is not on this machine: put its JAR into "
                        + project.libraries()
                        + ", or let Maven fetch it once with mvn package."));
    }

    private Optional<Path> inPlatform(Pom.Dependency dependency) {
        for (var folder : List.of("system", "tools", "lib")) {
            var jar = platform.resolve(folder).resolve(dependency.artifactId() + ".jar");
            if (Files.isRegularFile(jar)) {
                return Optional.of(jar);
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> inModule(ModuleProject project, Pom.Dependency dependency) {
        var folder = project.libraries();
        for (var name : List.of(dependency.artifactId() + "-" + dependency.version(), dependency.artifactId())) {
            var jar = folder.resolve(name + ".jar");
            if (Files.isRegularFile(jar)) {
                return Optional.of(jar);
            }
        }
        return Optional.empty();
    }

    private Optional<Path> inRepository(Pom.Dependency dependency) {
        var jar = repository
                .resolve(dependency.groupId().replace('.', '/'))
                .resolve(dependency.artifactId())
                .resolve(dependency.version())
                .resolve(dependency.artifactId() + "-" + dependency.version() + ".jar");
        return Files.isRegularFile(jar) ? Optional.of(jar) : Optional.empty();
    }

    private static List<Path> jarsIn(Path folder) {
        List<Path> jars = new ArrayList<>();
        try (var files = Files.newDirectoryStream(folder, "*.jar")) {
            files.forEach(jars::add);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read", e);
        }
        jars.sort(null);
        return jars;
    }

    private static boolean hasProcessor(Path jar) {
        try (var file = new JarFile(jar.toFile())) {
            return file.getEntry(PROCESSORS) != null;
        } catch (IOException e) {
            throw new UncheckedIOException(jar + " cannot be read as a JAR", e);
        }
    }
}
