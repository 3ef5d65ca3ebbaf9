package com.a64platform.core.cli.developing;

import com.a64platform.core.cli.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles a module's sources in this process and keeps the compiler warm. After the first time only what has changed is
 * compiled, and everything when that changes what other classes see: a stale class is never left. Not thread-safe.
 */
final class ModuleCompiler implements AutoCloseable {
    /** As the parent's maven-compiler-plugin, but a warning does not keep a change from being seen. */
    private static final List<String> OPTIONS = List.of(
            "-g",
            "-parameters",
            "-Xpkginfo:always",
            "-XDstringConcat=inline",
            "-Xlint:cast,deprecation,divzero,empty,fallthrough,finally,overrides,rawtypes,removal,static,try,unchecked,"
                    + "varargs");

    private final JavaCompiler javac;
    private final StandardJavaFileManager libraries;
    private final List<String> options = new ArrayList<>(OPTIONS);
    private final boolean onlyWhole;

    private Map<Path, byte[]> compiledSources = Map.of();
    private CompiledClasses classes = CompiledClasses.NONE;

    /**
     * @param classPath the JARs to compile against
     * @param release the version of Java, such as {@code 17}
     * @throws CommandFailure when this Java has no compiler
     */
    ModuleCompiler(List<Path> classPath, String release) {
        requireCompiler();
        javac = ToolProvider.getSystemJavaCompiler();
        libraries = javac.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
        onlyWhole = Libraries.processAnnotations(classPath);
        options.addAll(List.of("--release", release));
        if (!onlyWhole) {
            options.add("-proc:none");
        }
        try {
            libraries.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
            libraries.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException("The libraries cannot be opened", e);
        }
    }

    /** @throws CommandFailure when this Java has no compiler */
    static void requireCompiler() {
        if (ModuleLayer.boot().findModule("jdk.compiler").isEmpty()) {
            throw new CommandFailure("This Java (" + System.getProperty("java.home")
                    + ") has no compiler: install a JDK, or let JAVA_HOME name one.");
        }
    }

    /**
     * What came of it.
     *
     * @param compiled how many sources were compiled
     * @param messages errors and warnings as {@code file:line: text}
     */
    record Outcome(boolean succeeded, CompiledClasses classes, int compiled, List<String> messages) {}

    /**
     * Brings the classes in line with the sources.
     *
     * @param sources all Java sources of the module with their content
     */
    Outcome compile(Map<Path, byte[]> sources) {
        var changed = changed(sources);
        if (changed.isEmpty() && sources.keySet().equals(compiledSources.keySet())) {
            return new Outcome(true, classes, 0, List.of());
        }
        if (!alone(changed, sources)) {
            return whole(sources);
        }
        var names = changed.stream().map(Path::toString).collect(Collectors.toSet());
        var others = classes.without(names);
        var part = run(only(changed, sources), others);
        if (part.succeeded() && !part.classes().exchangeable(classes, names)) {
            return whole(sources);
        }
        return part.succeeded() ? keep(sources, part, others.and(part.classes())) : part;
    }

    @Override
    public void close() {
        try {
            libraries.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The libraries cannot be closed", e);
        }
    }

    private Set<Path> changed(Map<Path, byte[]> sources) {
        Set<Path> changed = new HashSet<>();
        sources.forEach((path, content) -> {
            if (!Arrays.equals(content, compiledSources.get(path))) {
                changed.add(path);
            }
        });
        return changed;
    }

    /** A source that comes or goes may give another meaning to names in all others, and so may a package's annotations. */
    private boolean alone(Set<Path> changed, Map<Path, byte[]> sources) {
        return !onlyWhole
                && !compiledSources.isEmpty()
                && sources.keySet().equals(compiledSources.keySet())
                && changed.stream().noneMatch(path -> path.endsWith("package-info.java"));
    }

    private static Map<Path, byte[]> only(Set<Path> paths, Map<Path, byte[]> sources) {
        Map<Path, byte[]> some = new HashMap<>(sources);
        some.keySet().retainAll(paths);
        return some;
    }

    private Outcome whole(Map<Path, byte[]> sources) {
        var all = run(sources, CompiledClasses.NONE);
        return all.succeeded() ? keep(sources, all, all.classes()) : all;
    }

    private Outcome keep(Map<Path, byte[]> sources, Outcome outcome, CompiledClasses all) {
        compiledSources = Map.copyOf(sources);
        classes = all;
        return new Outcome(true, all, outcome.compiled(), outcome.messages());
    }

    private Outcome run(Map<Path, byte[]> sources, CompiledClasses known) {
        if (sources.isEmpty()) {
            return new Outcome(true, CompiledClasses.NONE, 0, List.of());
        }
        var texts = sources.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(one -> new SourceText(one.getKey(), one.getValue()))
                .toList();
        var said = new DiagnosticCollector<JavaFileObject>();
        var files = new MemoryFiles(libraries, known);
        boolean succeeded =
                javac.getTask(null, files, said, options, null, texts).call();
        var messages = said.getDiagnostics().stream()
                .filter(one -> one.getKind() != Diagnostic.Kind.NOTE)
                .map(ModuleCompiler::line)
                .toList();
        return new Outcome(succeeded, succeeded ? files.compiled() : CompiledClasses.NONE, texts.size(), messages);
    }

    private static String line(Diagnostic<? extends JavaFileObject> one) {
        var kind = one.getKind() == Diagnostic.Kind.ERROR ? "error: " : "warning: ";
        var text = kind + one.getMessage(Locale.ROOT);
        return one.getSource() == null
                ? text
                : SourceText.pathOf(one.getSource()) + ":" + one.getLineNumber() + ": " + text;
    }
}
