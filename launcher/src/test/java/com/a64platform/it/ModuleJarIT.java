package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleJarIT {
    @TempDir
    Path folder;

    @Test
    void makesAnotherVersion() throws Exception {
        Path made = ModuleJar.farmManager().version("2.0.0-rc.1").writeTo(folder);

        assertThat(made).hasFileName("farm-manager-2.0.0-rc.1.jar");
        try (JarFile jar = new JarFile(made.toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Bundle-Version"))
                    .isEqualTo("2.0.0.rc_1");
            assertThat(text(jar, "META-INF/a64/module.json")).contains("\"version\":\"2.0.0-rc.1\"");
            assertThat(jar.getEntry("com/a64platform/farm/Farm.class")).isNotNull();
        }
    }

    @Test
    void makesAnotherModule() throws Exception {
        Path made = ModuleJar.hello().named("greeter").unresolvable().writeTo(folder);

        try (JarFile jar = new JarFile(made.toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"))
                    .isEqualTo("greeter");
            assertThat(jar.getManifest().getMainAttributes().getValue("Import-Package"))
                    .contains("jakarta.ws.rs")
                    .contains("no.such.library");
            assertThat(text(jar, "META-INF/a64/module.json")).contains("/api/v1/greeter");
        }
    }

    @Test
    void addsComponentsThatMisbehave() throws Exception {
        Path made = ModuleJar.hello()
                .throwingInActivate()
                .hangingInActivate()
                .unhealthy()
                .writeTo(folder);

        try (JarFile jar = new JarFile(made.toFile())) {
            assertThat(jar.getEntry("misbehaving/Throws.class")).isNotNull();
            assertThat(text(jar, "OSGI-INF/Unhealthy.xml")).contains("com.a64platform.api.HealthProbe");
            assertThat(jar.getManifest().getMainAttributes().getValue("Service-Component"))
                    .contains("HelloResource.xml", "OSGI-INF/Throws.xml", "OSGI-INF/Hangs.xml");
        }
    }

    private static String text(JarFile jar, String entry) throws Exception {
        return new String(jar.getInputStream(jar.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
