package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files put into and taken out of deploy/ by hand, in production mode. */
class DropsIT {
    @TempDir
    private static Path folder;

    private static Path made;
    private static Publisher publisher;
    private static PlatformProcess node;
    private static Operator admin;

    @BeforeAll
    static void start() {
        Path home = folder.resolve("home");
        made = folder.resolve("made");
        publisher = Publisher.trustedBy(home);
        node = Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("MODULE_UPDATE_WATCH", "1") // the version before is seen to go
                .start();
        admin = new Operator(node);
    }

    @AfterAll
    static void end() {
        node.close();
    }

    @Tag("attack")
    @Test
    void refusesAnUnsignedOneUntilItsSignatureArrives() throws IOException {
        Path jar = signed("waiting", "1.0.0");
        copy(jar);
        assertThat(admin.awaitNote("waiting-1.0.0.jar")).contains("signature-missing");
        assertThat(admin.installation("waiting")).isEmpty();

        copy(signature(jar));

        admin.awaitStatus("/api/v1/waiting/greeting", 200);
        patiently().until(() -> Files.notExists(admin.note("waiting-1.0.0.jar")));
    }

    @Test
    void takesOneWhoseSignatureWasThereBefore() throws IOException {
        drop(signed("prompt", "1.0.0"));

        admin.awaitStatus("/api/v1/prompt/greeting", 200);
        assertThat(admin.note("prompt-1.0.0.jar")).doesNotExist();
    }

    @Tag("attack")
    @Test
    void refusesOneOfWhichAByteWasChanged() throws IOException {
        Path jar = signed("changed", "1.0.0");
        copy(signature(jar));
        byte[] content = Files.readAllBytes(jar);
        content[content.length / 2] ^= 1;
        Files.write(jar, content);
        copy(jar);

        assertThat(admin.awaitNote("changed-1.0.0.jar")).contains("digest-mismatch");
        assertThat(admin.installation("changed")).isEmpty();
    }

    @Tag("attack")
    @Test
    void refusesAnOlderVersion() throws IOException {
        drop(signed("aging", "1.1.0"));
        admin.awaitInstallation("aging", "1.1.0 ENABLED");

        drop(signed("aging", "1.0.0"));

        assertThat(admin.awaitNote("aging-1.0.0.jar")).contains("version-too-old");
        assertThat(admin.installation("aging")).isEqualTo("1.1.0 ENABLED");
        assertThat(node.deploy().resolve("aging-1.1.0.jar")).exists();
        assertThat(admin.status("/api/v1/aging/greeting")).isEqualTo(200);
    }

    @Test
    void takesOneThatIsCopiedSlowlyWhenItIsComplete() throws IOException {
        Path jar = signed("slowly", "1.0.0");
        copy(signature(jar));
        byte[] content = Files.readAllBytes(jar);
        try (OutputStream out = Files.newOutputStream(node.deploy().resolve("slowly-1.0.0.jar"))) {
            for (int chunk = 0; chunk < 10; chunk++) {
                int from = content.length * chunk / 10;
                out.write(Arrays.copyOfRange(content, from, content.length * (chunk + 1) / 10));
                out.flush();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(150)); // this is the slowness, not a wait
                assertThat(admin.note("slowly-1.0.0.jar")).doesNotExist();
            }
        }

        admin.awaitStatus("/api/v1/slowly/greeting", 200);
        assertThat(admin.note("slowly-1.0.0.jar")).doesNotExist();
    }

    @Test
    void updatesWithoutAPauseWhenAFileIsReplacedByANewerOne() throws IOException {
        Path old = drop(signed("replaced", "1.0.0"));
        admin.awaitInstallation("replaced", "1.0.0 ENABLED");
        Path next = signed("replaced", "1.1.0");
        copy(signature(next));
        Path staged = Files.copy(next, folder.resolve("staged.jar"));

        Files.delete(old);
        Files.delete(signature(old));
        Files.move(staged, node.deploy().resolve(next.getFileName()), StandardCopyOption.ATOMIC_MOVE);

        patiently().until(() -> {
            String now = admin.installation("replaced");
            assertThat(now).endsWith("ENABLED");
            assertThat(admin.status("/api/v1/replaced/greeting")).isEqualTo(200);
            return now.equals("1.1.0 ENABLED");
        });
        patiently().until(() -> admin.loaded().contains("replaced 1.1.0"));
        assertThat(operations("replaced")).doesNotContain("disable");
    }

    @Test
    void keepsTheReplacedVersionInTheCache() throws IOException {
        drop(signed("kept", "1.0.0"));
        admin.awaitInstallation("kept", "1.0.0 ENABLED");

        drop(signed("kept", "1.1.0"));

        admin.awaitInstallation("kept", "1.1.0 ENABLED");
        patiently().until(() -> Files.notExists(node.deploy().resolve("kept-1.0.0.jar")));
        assertThat(node.home().resolve("cache/replaced/kept-1.0.0.jar")).exists();
        assertThat(node.home().resolve("cache/replaced/kept-1.0.0.jar.sig")).exists();
        patiently().until(() -> !admin.moduleBundles().contains("kept 1.0.0"));
    }

    @Test
    void stopsAModuleWhoseFileIsDeletedAndServesItAgainWithTheFile() throws IOException {
        Path jar = signed("deleted", "1.0.0");
        Path dropped = drop(jar);
        admin.awaitStatus("/api/v1/deleted/greeting", 200);

        Files.delete(dropped);

        admin.awaitStatus("/api/v1/deleted/greeting", 404);
        admin.awaitInstallation("deleted", "1.0.0 DISABLED");
        assertThat(admin.why("deleted")).contains("file removed");
        patiently().until(() -> !admin.moduleBundles().contains("deleted 1.0.0"));

        copy(jar);

        admin.awaitStatus("/api/v1/deleted/greeting", 200);
        assertThat(admin.installation("deleted")).isEqualTo("1.0.0 ENABLED");
    }

    @Test
    void servesANewerVersionAfterTheOldFileWasDeleted() throws IOException {
        Path dropped = drop(signed("renewed", "1.0.0"));
        admin.awaitInstallation("renewed", "1.0.0 ENABLED");
        Files.delete(dropped);
        admin.awaitInstallation("renewed", "1.0.0 DISABLED");

        drop(signed("renewed", "1.1.0"));

        admin.awaitInstallation("renewed", "1.1.0 ENABLED");
        admin.awaitStatus("/api/v1/renewed/greeting", 200);
    }

    @Tag("attack")
    @Test
    void restoresAFileThatIsMissingAtTheStartAndLoadsNoChangedCopy() throws IOException {
        Path home = folder.resolve("other-home");
        Publisher own = Publisher.trustedBy(home);
        try (PlatformProcess other =
                Operator.of(PlatformProcess.on(home)).inProduction().start()) {
            Operator operator = new Operator(other);
            Path jar = stored().writeTo(folder.resolve("other"));
            Path signature = own.sign(jar);
            Path dropped = other.deploy().resolve(jar.getFileName());
            Files.copy(signature, signature(dropped));
            Files.copy(jar, dropped);
            operator.awaitInstallation("stored", "1.0.0 ENABLED");

            assertThat(other.terminate()).isZero();
            Files.delete(dropped);
            Files.delete(signature(dropped));
            Files.delete(built());
            other.restart();
            assertThat(operator.loaded()).containsExactly("stored 1.0.0");
            assertThat(built()).as("before anybody asked").doesNotExist();
            operator.awaitStatus("/api/v1/stored/greeting", 200);
            assertThat(built()).exists();
            assertThat(dropped).exists().hasSameBinaryContentAs(jar);
            assertThat(signature(dropped)).exists();

            assertThat(other.terminate()).isZero();
            Files.delete(dropped);
            changeUnnoticed(home.resolve("data/verified"));
            other.restart();
            assertThat(operator.observed("stored")).isEqualTo("1.0.0 ERROR");
            assertThat(operator.loaded()).isEmpty();
            assertThat(operator.why("stored")).contains("its verified copy is gone or was changed");
            assertThat(operator.status("/api/v1/stored/greeting")).isEqualTo(503);

            Files.copy(jar, dropped);
            operator.awaitStatus("/api/v1/stored/greeting", 200);
            assertThat(operator.observed("stored")).isEqualTo("1.0.0 ENABLED");
        }
    }

    /** Its application is built with an object of the class that tells so. */
    private static ModuleJar stored() {
        return ModuleJar.hello()
                .named("stored")
                .asking("file:write:/")
                .resource(
                        "Built",
                        "@jakarta.ws.rs.Path(\"built\") public class Built { public Built() throws Exception {"
                                + " java.nio.file.Files.writeString(java.nio.file.Path.of(\"" + built()
                                + "\"), \"\"); } @jakarta.ws.rs.GET public String get() { return \"\"; } }");
    }

    private static Path built() {
        return folder.resolve("built");
    }

    private static void changeUnnoticed(Path verified) throws IOException {
        try (var copies = Files.newDirectoryStream(verified, "*.jar")) {
            Path copy = copies.iterator().next();
            FileTime time = Files.getLastModifiedTime(copy);
            byte[] content = Files.readAllBytes(copy);
            content[content.length / 2] ^= 1;
            Files.write(copy, content);
            Files.setLastModifiedTime(copy, time);
        }
    }

    private static Path signed(String name, String version) {
        Path jar = ModuleJar.hello().named(name).version(version).writeTo(made);
        publisher.sign(jar);
        return jar;
    }

    private static Path signature(Path jar) {
        return jar.resolveSibling(jar.getFileName() + ".sig");
    }

    private static Path drop(Path jar) throws IOException {
        copy(signature(jar));
        return copy(jar);
    }

    private static Path copy(Path file) throws IOException {
        return Files.copy(file, node.deploy().resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String operations(String module) {
        StringBuilder kinds = new StringBuilder();
        admin.json("/api/v1/operations?perPage=200").path("data").forEach(operation -> {
            if (operation.path("module").asText().equals(module)) {
                kinds.append(operation.path("kind").asText()).append(' ');
            }
        });
        return kinds.toString();
    }
}
