package com.a64platform.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A bundle that is no module and whose code, should it ever run, leaves a file behind. */
final class HostileJar {
    private HostileJar() {}

    /**
     * @param marker the file that its code would write
     * @param headers of the manifest; {@code evil.Evil} is an activator
     */
    static Path write(Path target, Path marker, Map<String, String> headers) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "evil");
        headers.forEach(main::putValue);
        Files.createDirectories(target.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(target), manifest)) {
            for (Map.Entry<String, byte[]> code :
                    Sources.compile("evil", "Evil", source(marker)).entrySet()) {
                out.putNextEntry(new JarEntry(code.getKey()));
                out.write(code.getValue());
            }
        }
        return target;
    }

    static Map<String, String> activated() {
        return Map.of("Bundle-Activator", "evil.Evil", "Import-Package", "org.osgi.framework");
    }

    /** The framework runs its activator while it installs it. */
    static Map<String, String> extension() {
        return Map.of("Fragment-Host", "system.bundle;extension:=framework", "ExtensionBundle-Activator", "evil.Evil");
    }

    private static String source(Path marker) {
        String write = "try { java.nio.file.Files.writeString(java.nio.file.Path.of(\"" + marker + "\"), \"ran\"); }"
                + " catch (java.io.IOException e) { throw new IllegalStateException(e); }";
        return "public class Evil implements org.osgi.framework.BundleActivator { static { " + write + " }"
                + " public void start(org.osgi.framework.BundleContext context) {}"
                + " public void stop(org.osgi.framework.BundleContext context) {} }";
    }
}
