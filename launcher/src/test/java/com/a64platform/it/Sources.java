package com.a64platform.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Compiles a class for a test, against the test's own class path. Each source is compiled once. Thread-safe. */
final class Sources {
    private static final Map<List<String>, Map<String, byte[]>> COMPILED = new ConcurrentHashMap<>();

    private Sources() {}

    /** @return the class files by their path in a JAR */
    static Map<String, byte[]> compile(String packageName, String name, String source) {
        return COMPILED.computeIfAbsent(List.of(packageName, name, source), all -> compiled(packageName, name, source));
    }

    private static Map<String, byte[]> compiled(String packageName, String name, String source) {
        try {
            Path folder = Files.createTempDirectory("sources");
            try {
                return compile(folder, packageName, name, source);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new IllegalStateException("Compiling " + name + " failed", e);
        }
    }

    private static Map<String, byte[]> compile(Path folder, String packageName, String name, String source)
            throws IOException {
        Path file = folder.resolve(name + ".java");
        Files.writeString(file, "package " + packageName + ";\n" + source, StandardCharsets.UTF_8);
        Path classes = Files.createDirectory(folder.resolve("classes"));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "--release",
                        "17",
                        "-d",
                        classes.toString(),
                        "-cp",
                        classPath(),
                        file.toString());
        if (failed != 0) {
            throw new IllegalArgumentException(name + " does not compile");
        }
        return read(classes);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Map<String, byte[]> read(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            List<Path> found = files.filter(Files::isRegularFile).toList();
            Map<String, byte[]> read = new TreeMap<>();
            for (Path file : found) {
                read.put(classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
            return read;
        }
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
