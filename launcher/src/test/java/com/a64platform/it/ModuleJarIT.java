package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
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

    @Test
    void twoVersionsOfFarmManagerAreBuiltFromTheSameClasses() throws Exception {
        Path target = Path.of("..", "modules", "farm-manager", "target");
        try (JarFile first =
                        new JarFile(target.resolve("farm-manager-1.0.0.jar").toFile());
                JarFile next =
                        new JarFile(target.resolve("farm-manager-1.1.0.jar").toFile())) {
            assertThat(classes(next)).isNotEmpty().isEqualTo(classes(first));
            assertThat(next.getManifest().getMainAttributes().getValue("Bundle-Version"))
                    .isEqualTo("1.1.0");
            assertThat(text(first, "META-INF/a64/module.json")).contains("\"version\": \"1.0.0\"");
            assertThat(text(next, "META-INF/a64/module.json")).contains("\"version\": \"1.1.0\"");
        }
    }

    private static Map<String, Long> classes(JarFile jar) {
        return jar.stream()
                .filter(entry -> entry.getName().endsWith(".class"))
                .collect(Collectors.toMap(JarEntry::getName, JarEntry::getCrc));
    }

    private static String text(JarFile jar, String entry) throws Exception {
        return new String(jar.getInputStream(jar.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
    }
}
