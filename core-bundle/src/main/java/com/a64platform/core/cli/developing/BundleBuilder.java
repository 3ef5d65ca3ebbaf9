package com.a64platform.core.cli.developing;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.EmbeddedResource;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import aQute.bnd.version.MavenVersion;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Makes a module's bundle with bnd as the build's bnd-maven-plugin does: the same instructions, the same library, so the
 * same manifest and component descriptions. Not thread-safe.
 */
final class BundleBuilder {
    private final ModuleProject project;
    private final List<Path> classPath;

    BundleBuilder(ModuleProject project, List<Path> classPath) {
        this.project = project;
        this.classPath = List.copyOf(classPath);
    }

    /**
     * What came of it.
     *
     * @param jar absent content when there are errors
     * @param name the module's, its Bundle-SymbolicName
     * @param messages errors and warnings
     */
    record Outcome(boolean succeeded, byte[] jar, String name, String version, List<String> messages) {}

    /** @param content everything that the module's folder has, by its path */
    Outcome build(CompiledClasses classes, Map<Path, byte[]> content) {
        var pom = project.pom();
        var properties = new Properties();
        properties.putAll(pom.properties());
        properties.put("project.basedir", project.folder().toString());
        properties.put(
                "project.build.directory", project.folder().resolve("target").toString());
        try (var builder = new Builder(new Processor(properties, false))) {
            builder.setBase(project.folder().toFile());
            if (content.containsKey(project.bndFile())) {
                builder.setProperties(project.bndFile().toFile());
            }
            builder.addClasspath(jar(pom.name(), classes, content));
            builder.setJar(jar(pom.name(), classes, content));
            defaults(builder, pom);
            builder.setClasspath(classPath.stream().map(Path::toFile).toList());
            builder.setSourcepath(Stream.of(project.javaSources(), project.resources())
                    .filter(Files::isDirectory)
                    .map(Path::toFile)
                    .toArray(File[]::new));
            return outcome(builder, builder.build());
        } catch (Exception failure) {
            return new Outcome(false, new byte[0], "", "", List.of("error: the bundle cannot be made: " + failure));
        }
    }

    /** What the plugin says where the instructions do not. */
    private static void defaults(Builder builder, Pom pom) throws Exception {
        preset(builder, Constants.BUNDLE_SYMBOLICNAME, pom.artifactId());
        preset(builder, Constants.BUNDLE_NAME, pom.name());
        preset(
                builder,
                Constants.BUNDLE_VERSION,
                new MavenVersion(pom.version()).getOSGiVersion().toString());
        if (!pom.description().isEmpty()) {
            preset(builder, Constants.BUNDLE_DESCRIPTION, pom.description());
        }
    }

    private static void preset(Builder builder, String header, String value) {
        if (builder.getProperty(header) == null) {
            builder.setProperty(header, value);
        }
    }

    private Jar jar(String name, CompiledClasses classes, Map<Path, byte[]> content) {
        var jar = new Jar(name);
        jar.setManifest(new Manifest());
        Map<String, byte[]> entries = new TreeMap<>();
        content.forEach((path, bytes) -> {
            if (path.startsWith(project.resources())) {
                entries.put(project.resources().relativize(path).toString().replace(File.separatorChar, '/'), bytes);
            }
        });
        classes.files().forEach((binaryName, bytes) -> entries.put(binaryName.replace('.', '/') + ".class", bytes));
        entries.forEach((path, bytes) -> jar.putResource(path, new EmbeddedResource(bytes, 0)));
        return jar;
    }

    private static Outcome outcome(Builder builder, Jar built) throws Exception {
        List<String> messages = new ArrayList<>();
        builder.getErrors().forEach(error -> messages.add(located(builder, "error: ", error)));
        builder.getWarnings().forEach(warning -> messages.add(located(builder, "warning: ", warning)));
        boolean succeeded = builder.getErrors().isEmpty();
        var bytes = new ByteArrayOutputStream();
        if (succeeded) {
            built.write(bytes);
        }
        var attributes = built.getManifest().getMainAttributes();
        var name = attributes.getValue(Constants.BUNDLE_SYMBOLICNAME);
        return new Outcome(
                succeeded,
                bytes.toByteArray(),
                name == null ? "" : name.replaceFirst(";.*", ""),
                attributes.getValue(Constants.BUNDLE_VERSION),
                messages);
    }

    private static String located(Processor builder, String kind, String message) {
        var place = builder.getLocation(message);
        return place == null || place.file == null
                ? kind + message
                : place.file + ":" + (place.line + 1) + ": " + kind + message;
    }
}
