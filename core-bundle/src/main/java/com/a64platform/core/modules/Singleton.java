package com.a64platform.core.modules;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.JarFile;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;

/** The directive by which a bundle says that it must not be loaded twice, OSGi Core 8, section 3.6.2. */
final class Singleton {
    private Singleton() {}

    /**
     * Whether an artifact says so.
     *
     * @throws ModuleFault when it cannot be read
     */
    static boolean declared(Path jar) {
        try (var file = new JarFile(jar.toFile())) {
            var name = file.getManifest().getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
            return declared(name);
        } catch (IOException e) {
            throw new ModuleFault("its verified copy cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether a loaded bundle says so. */
    static boolean declared(Bundle bundle) {
        return declared(bundle.getHeaders("").get(Constants.BUNDLE_SYMBOLICNAME));
    }

    private static boolean declared(String symbolicName) {
        return Arrays.stream(symbolicName.split(";"))
                .map(part -> part.replaceAll("[\\s\"]", ""))
                .anyMatch(part -> part.equals(Constants.SINGLETON_DIRECTIVE + ":=true"));
    }
}
