package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A module that kills the node's starts is left out of the third; the others run, and an administrator decides. */
class BootBreakerIT {
    private static final String STEADY = "/api/v1/hello/greeting";

    @TempDir
    private static Path prepared;

    @TempDir
    private Path folder;

    private PlatformProcess node;
    private Operator admin;

    @BeforeAll
    static void installBoth() throws IOException {
        Path home = prepared.resolve("home");
        try (PlatformProcess first = Operator.of(PlatformProcess.on(home)).start()) {
            Operator admin = new Operator(first);
            ModuleJar.hello().writeTo(first.deploy());
            boomer("boomer").writeTo(first.deploy());
            admin.awaitStatus(STEADY, 200);
            admin.awaitInstallation("boomer", "1.0.0 ENABLED");
            // one line with nothing in it: all changes since the start have been folded in
            patiently()
                    .until(() -> Files.readString(home.resolve("data/starts")).matches(".*\"settling\":\\[].*\n"));
            first.terminate();
        }
    }

    @AfterEach
    void end() {
        node.close();
    }

    /** @param how what the module's start does once it is told to */
    @ParameterizedTest
    @ValueSource(strings = {"halt", "exit", "soon"})
    void isQuarantinedAtTheThirdStart(String how) throws IOException {
        bothAreInstalled();
        boom(how);
        node.with("A64_STOP_GRACE", "2");
        dieOnce();
        dieOnce();

        node.start();

        assertThat(admin.why("boomer")).contains("it is quarantined");
        assertThat(admin.status(STEADY)).isEqualTo(200);
        assertThat(admin.loaded()).containsExactly("hello 1.0.0");
        assertThat(admin.why("boomer"))
                .contains("it is quarantined: the platform ended while it was being started, or within 2 s after")
                .containsPattern("at 20\\S+Z and 20\\S+Z")
                .contains("enable it with POST /api/v1/modules/boomer/enable to try it again");
    }

    @Test
    void aStartThatHangsUntilSomebodyKillsTheNodeCountsUntilAnAdministratorEnablesIt() throws IOException {
        bothAreInstalled();
        boom("hang");
        for (int start = 0; start < 2; start++) {
            node.launch();
            int hangs = start + 1;
            patiently().until(() -> node.text().split("BOOM hang", -1).length > hangs);
            node.kill();
        }

        node.start();

        assertThat(admin.why("boomer")).contains("it is quarantined");
        assertThat(admin.status(STEADY)).isEqualTo(200);
        staysOutUntilAnAdministratorEnablesIt();
    }

    @Test
    void aStartThatHangsIsGivenUpAndIsNoReasonByItself() throws IOException {
        bothAreInstalled();
        node.with("A64_STOP_GRACE", "2");
        for (int start = 0; start < 2; start++) {
            boom("hang");
            node.with("MODULE_INSTALL_TIMEOUT", "2").start();
            assertThat(admin.observed("boomer")).isEqualTo("1.0.0 ERROR");
            node.terminate();
        }
        boom("");
        node.start();
        assertThat(admin.observed("boomer")).isEqualTo("1.0.0 ENABLED");
    }

    @Test
    void oneThatWasNeverInstalledIsRefusedInTheFolderAtTheThirdStart() {
        node = Operator.of(PlatformProcess.on(folder.resolve("home")));
        boom("halt");
        node.start();
        admin = new Operator(node);
        boomer("dropped").writeTo(node.deploy());
        node.awaitExit();
        dieOnce();

        node.start();

        Path note = admin.note("dropped-1.0.0.jar");
        patiently().untilAsserted(() -> assertThat(note).content().contains("it is quarantined"));
        assertThat(admin.installation("dropped")).isEmpty();
    }

    @Test
    void inSafeModeNoneStartsAndAnAdministratorCanDisableAndUninstall() throws IOException {
        bothAreInstalled();
        boom("halt");
        node.with("A64_SAFE_MODE", "true").start();
        assertThat(admin.loaded()).isEmpty();
        assertThat(admin.why("boomer")).contains("safe mode");

        assertThat(admin.post("/api/v1/modules/hello/disable", "").statusCode()).isEqualTo(200);
        assertThat(admin.waiting("DELETE", "/api/v1/modules/boomer", "").statusCode())
                .isEqualTo(204);

        assertThat(admin.installation("hello")).isEqualTo("1.0.0 DISABLED");
        assertThat(admin.installation("boomer")).isEmpty();
        assertThat(Files.exists(node.deploy().resolve("boomer-1.0.0.jar"))).isFalse();
    }

    private void staysOutUntilAnAdministratorEnablesIt() {
        node.terminate();
        boom("");
        node.start();
        assertThat(admin.why("boomer")).contains("it is quarantined");

        assertThat(admin.post("/api/v1/modules/boomer/enable", "").statusCode()).isEqualTo(200);

        assertThat(admin.observed("boomer")).isEqualTo("1.0.0 ENABLED");
        assertThat(admin.status("/api/v1/boomer/greeting")).isEqualTo(200);
    }

    /** A home that both modules are installed on; no node runs there. */
    private void bothAreInstalled() throws IOException {
        node = Operator.of(PlatformProcess.on(Folders.copy(prepared.resolve("home"), folder.resolve("home"))))
                .with("MODULE_START_WATCH", "2");
        admin = new Operator(node);
    }

    private void dieOnce() {
        node.launch().awaitExit();
    }

    /** Names that the scan cannot see, for it would refuse the module. */
    private static ModuleJar boomer(String name) {
        return ModuleJar.hello()
                .named(name)
                .component(
                        "Boomer",
                        "public class Boomer { public Boomer() throws Exception {"
                                + " String how = System.getProperty(\"boom\", \"\");"
                                + " System.out.println(\"BOOM \" + how);"
                                + " if (how.equals(\"hang\")) while (true) {"
                                + "   java.util.concurrent.locks.LockSupport.park(); Thread.interrupted(); }"
                                + " else if (how.equals(\"soon\")) { java.util.concurrent.CompletableFuture"
                                + "   .delayedExecutor(300, java.util.concurrent.TimeUnit.MILLISECONDS)"
                                + "   .execute(() -> end(reversed(\"tlah\"))); }"
                                + " else if (!how.isEmpty()) end(how); }"
                                + " static String reversed(String text) { return new StringBuilder(text).reverse().toString(); }"
                                + " static void end(String how) { try {"
                                + " Class<?> type = Class.forName(reversed(\"emitnuR.gnal.avaj\"));"
                                + " Object runtime = type.getMethod(reversed(\"emitnuRteg\")).invoke(null);"
                                + " type.getMethod(how, int.class).invoke(runtime, 1); }"
                                + " catch (Exception e) { throw new IllegalStateException(e); } } }");
    }

    private void boom(String how) {
        node.with("JAVA_OPTS", how.isEmpty() ? "" : "-Dboom=" + how);
    }
}
