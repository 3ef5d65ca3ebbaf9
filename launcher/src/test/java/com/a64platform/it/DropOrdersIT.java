package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A licensed module's files in any order, at once or slowly copied, in production mode: taken when they are complete. */
class DropOrdersIT {
    private static final String JAR = ".jar";
    private static final String SIGNATURE = ".jar.sig";
    private static final String LICENSE = ".license";
    private static final String SBOM = ".cdx.json";

    @TempDir
    private static Path folder;

    private static Path made;
    private static Publisher publisher;
    private static PlatformProcess node;
    private static Operator admin;
    private static int count;

    @BeforeAll
    static void start() {
        Path home = folder.resolve("home");
        made = folder.resolve("made");
        publisher = Publisher.trustedBy(home);
        node = Operator.of(PlatformProcess.on(home)).inProduction().start();
        admin = new Operator(node);
    }

    @AfterAll
    static void end() {
        node.close();
    }

    static Stream<Arguments> orders() {
        List<Arguments> all = new ArrayList<>();
        for (List<String> order : List.of(
                List.of(JAR, SIGNATURE, LICENSE),
                List.of(JAR, LICENSE, SIGNATURE),
                List.of(SIGNATURE, JAR, LICENSE),
                List.of(SIGNATURE, LICENSE, JAR),
                List.of(LICENSE, JAR, SIGNATURE),
                List.of(LICENSE, SIGNATURE, JAR))) {
            all.add(Arguments.of(order, false));
            all.add(Arguments.of(order, true));
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}, slowly: {1}")
    @MethodSource("orders")
    void isTakenInWhenItIsComplete(List<String> order, boolean slowly) throws IOException {
        String name = make("order-" + ++count);

        for (String part : order) {
            assertThat(admin.installation(module(name))).as("before " + part).isEmpty();
            copy(name, part, slowly);
        }

        admin.awaitInstallation(module(name), "1.0.0 ENABLED");
        admin.awaitStatus("/api/v1/" + module(name) + "/farms", 200);
        patiently().until(() -> Files.notExists(deployed(name, LICENSE)) && Files.notExists(admin.note(name + JAR)));
    }

    @Test
    void saysWhatIsMissingUntilItArrives() throws IOException {
        String name = make("waiting-farm");
        copy(name, JAR, false);
        assertThat(admin.awaitNote(name + JAR)).contains("signature-missing").contains(".jar.sig");

        copy(name, SIGNATURE, false);
        patiently().until(() -> note(name).contains("license-missing"));
        assertThat(note(name)).contains("license").contains("Nothing of it runs");
        assertThat(admin.loaded()).noneMatch(loaded -> loaded.startsWith("waiting-farm"));

        copy(name, LICENSE, false);
        admin.awaitInstallation("waiting-farm", "1.0.0 ENABLED");
        patiently().until(() -> Files.notExists(admin.note(name + JAR)));
    }

    @Test
    void keepsTheListOfWhatIsInItWheneverItComes() throws IOException {
        String name = make("listed-farm");
        Files.writeString(made.resolve(name + SBOM), "{\"bomFormat\":\"CycloneDX\"}");
        for (String part : List.of(SBOM, LICENSE, SIGNATURE, JAR)) {
            copy(name, part, false);
        }
        admin.awaitInstallation("listed-farm", "1.0.0 ENABLED");
        patiently().until(() -> kept("{\"bomFormat\":\"CycloneDX\"}"));
        assertThat(admin.note(name + SBOM)).doesNotExist();

        Files.writeString(made.resolve(name + SBOM), "{\"bomFormat\":\"CycloneDX\",\"version\":2}");
        Files.delete(deployed(name, SBOM));
        copy(name, SBOM, false);
        patiently().until(() -> kept("{\"bomFormat\":\"CycloneDX\",\"version\":2}"));
    }

    private static boolean kept(String sbom) throws IOException {
        try (var kept = Files.newDirectoryStream(node.home().resolve("data/verified"), "*.jar.cdx.json")) {
            for (Path file : kept) {
                if (Files.readString(file).equals(sbom)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Makes a module with its signature and license, and returns NAME-VERSION. */
    private static String make(String module) throws IOException {
        Path jar = ModuleJar.farmManager().named(module).writeTo(made);
        publisher.sign(jar);
        String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
        Files.writeString(made.resolve(name + LICENSE), publisher.license(module));
        return name;
    }

    private static String module(String name) {
        return name.replaceFirst("-1\\.0\\.0$", "");
    }

    private static String note(String name) throws IOException {
        Path note = admin.note(name + JAR);
        return Files.exists(note) ? Files.readString(note) : "";
    }

    private static Path deployed(String name, String part) {
        return node.deploy().resolve(name + part);
    }

    private static void copy(String name, String part, boolean slowly) throws IOException {
        byte[] content = Files.readAllBytes(made.resolve(name + part));
        try (OutputStream out = Files.newOutputStream(deployed(name, part))) {
            int pieces = slowly ? 8 : 1;
            for (int piece = 0; piece < pieces; piece++) {
                int from = content.length * piece / pieces;
                out.write(Arrays.copyOfRange(content, from, content.length * (piece + 1) / pieces));
                out.flush();
                if (slowly) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(80)); // this is the slowness, not a wait
                }
            }
        }
    }
}
