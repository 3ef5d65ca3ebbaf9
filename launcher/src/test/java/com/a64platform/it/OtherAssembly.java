package com.a64platform.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** A copy of the built platform with one more bundle in it. */
final class OtherAssembly {
    private OtherAssembly() {}

    /** Adds a bundle whose activator is a class of these tests; it starts and stops among the platform's own. */
    static Path with(Class<?> activator, Path target) throws IOException {
        Path built = Path.of(System.getProperty("a64.platform", "target/a64")).toAbsolutePath();
        link(built.resolve("system"), Files.createDirectories(target.resolve("system")));
        // copied: the launcher finds the platform from the place of its own file, behind any link
        copy(built.resolve("lib"), Files.createDirectories(target.resolve("lib")));
        Files.copy(built.resolve("a64"), target.resolve("a64"), StandardCopyOption.COPY_ATTRIBUTES);
        bundle(activator, target.resolve("system/extra.jar"));
        String list = Files.readString(built.resolve("assembly.list"));
        Files.writeString(target.resolve("assembly.list"), list.replace("core-bundle\n", "core-bundle\nextra\n"));
        return target;
    }

    private static void link(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.createSymbolicLink(to.resolve(file.getFileName()), file);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void bundle(Class<?> activator, Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "extra");
        main.putValue("Bundle-Activator", activator.getName());
        main.putValue("Import-Package", "org.osgi.framework");
        String entry = activator.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream code = activator.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            code.transferTo(out);
        }
    }
}
