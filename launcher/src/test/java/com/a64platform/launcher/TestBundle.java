package com.a64platform.launcher;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/** A bundle of some classes of these tests. */
final class TestBundle {
    private TestBundle() {}

    static Bundle installed(BundleContext context, String name, Class<?>... classes)
            throws BundleException, IOException {
        return context.installBundle(name, new ByteArrayInputStream(jar(name, classes)));
    }

    private static byte[] jar(String name, Class<?>... classes) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        var bytes = new ByteArrayOutputStream();
        try (var jar = new JarOutputStream(bytes, manifest)) {
            for (Class<?> code : classes) {
                String file = code.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(file));
                try (InputStream content = code.getClassLoader().getResourceAsStream(file)) {
                    content.transferTo(jar);
                }
            }
        }
        return bytes.toByteArray();
    }
}
