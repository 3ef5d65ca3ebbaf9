package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Whoever brings a bundle into the framework past the gate: none of its code runs. */
@Tag("attack")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GuardIT {
    @TempDir
    private static Path folder;

    private static Path marker;
    private static PlatformProcess node;
    private static Operator admin;
    private static TreeSet<String> platform;

    @BeforeAll
    static void startOnAStorageThatSomebodyHasFilled() throws IOException {
        marker = folder.resolve("marker");
        Path home = folder.resolve("home");
        Path planted = home.resolve("cache/framework/bundle77");
        HostileJar.write(planted.resolve("version0.0/bundle.jar"), marker, HostileJar.activated());
        Files.writeString(planted.resolve("bundle.info"), "77\nfile:evil.jar\n32\n1\n0\n");
        node = Operator.of(PlatformProcess.on(home)).start();
        admin = new Operator(node);
        platform = admin.platformBundles();
    }

    @AfterAll
    static void end() {
        node.close();
    }

    @Test
    @Order(1)
    void nothingOfAnEarlierStorageIsLoaded() {
        assertThat(platform).noneMatch(bundle -> bundle.startsWith("evil"));
        assertThat(marker).doesNotExist();
    }

    @Test
    @Order(2)
    void runsNothingThatAnAdmittedModuleInstalls() throws IOException {
        Path evil = HostileJar.write(folder.resolve("evil.jar"), marker, HostileJar.activated());

        String told = runHostile("installer", "context.installBundle(\"file:" + evil + "\").start();");

        assertThat(told).contains("evil was not admitted");
        assertThat(admin.state("evil")).isNotEqualTo("ACTIVE");
    }

    @Test
    @Order(3)
    void runsNoFrameworkExtension() throws IOException {
        Path evil = HostileJar.write(folder.resolve("extension.jar"), marker, HostileJar.extension());

        runHostile("extender", "context.installBundle(\"file:" + evil + "\");");

        assertThat(node.log()).contains("Framework extensions are not taken here");
    }

    @Test
    @Order(4)
    void attachesNoFragmentToAModule() throws IOException {
        Path evil = HostileJar.write(
                folder.resolve("fragment.jar"),
                marker,
                Map.of("Fragment-Host", "victim", "Bundle-SymbolicName", "evil.fragment"));
        runHostile("attacher", "context.installBundle(\"file:" + evil + "\");");

        ModuleJar.hello().named("victim").writeTo(node.deploy());

        admin.awaitStatus("/api/v1/victim/greeting", 200);
        assertThat(admin.state("evil.fragment")).isEqualTo("INSTALLED");
    }

    @Test
    @Order(5)
    void leavesThePlatformsBundlesAlone() {
        TreeSet<String> now = admin.platformBundles();
        now.removeIf(bundle -> bundle.startsWith("evil"));

        assertThat(now).isEqualTo(platform);
        assertThat(marker).doesNotExist();
    }

    @Test
    @Order(6)
    void runsNothingThatReplacesWhatWasAdmitted() throws IOException {
        Path evil = HostileJar.write(folder.resolve("update.jar"), marker, HostileJar.activated());

        String told = runHostile(
                "updater",
                "for (org.osgi.framework.Bundle each : org.osgi.framework.FrameworkUtil.getBundle("
                        + "jakarta.ws.rs.GET.class).getBundleContext().getBundles()) {"
                        + " if (each.getSymbolicName().equals(\"victim\")) {"
                        + " each.update(new java.io.FileInputStream(\"" + evil + "\")); } }");

        assertThat(told).contains("was not admitted");
        assertThat(marker).doesNotExist();
    }

    private static String runHostile(String name, String code) {
        return new HostileModule(node, folder).run(name, code);
    }
}
