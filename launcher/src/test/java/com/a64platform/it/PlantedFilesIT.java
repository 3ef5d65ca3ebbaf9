package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody who may write into deploy/ puts there to reach further than deploy/. */
@Tag("attack")
class PlantedFilesIT {
    @TempDir
    private static Path folder;

    private static Path marker;
    private static PlatformProcess node;
    private static Operator admin;
    private static TreeSet<String> platform;

    @BeforeAll
    static void start() {
        marker = folder.resolve("marker");
        node = Operator.of(PlatformProcess.on(folder.resolve("home"))).start();
        admin = new Operator(node);
        platform = admin.platformBundles();
    }

    @AfterAll
    static void nothingHasRun() {
        try {
            assertThat(marker).doesNotExist();
            assertThat(admin.platformBundles()).isEqualTo(platform);
        } finally {
            node.close();
        }
    }

    @Test
    void aLinkInThePlaceOfTheNoteLeadsNowhere() throws IOException {
        Path secret = Files.writeString(folder.resolve("precious"), "precious");
        Files.createSymbolicLink(admin.note("lured.jar"), secret);

        Files.writeString(node.deploy().resolve("lured.jar"), "no archive");

        patiently().until(() -> Files.isRegularFile(admin.note("lured.jar"), LinkOption.NOFOLLOW_LINKS));
        assertThat(Files.readString(admin.note("lured.jar"))).contains("artifact-refused");
        assertThat(secret).hasContent("precious");
    }

    @Test
    void linksInThePlaceOfTemporaryFilesAndSidecarsLeadNowhere() throws IOException {
        Path secret = Files.writeString(folder.resolve("dear"), "dear");
        for (String name : List.of(".write-1.part", ".copy-1.part", "take-1.part", "linked-1.0.0.jar.sig")) {
            Files.createSymbolicLink(node.deploy().resolve(name), secret);
        }

        ModuleJar.hello().named("linked").writeTo(node.deploy());

        admin.awaitStatus("/api/v1/linked/greeting", 200);
        assertThat(secret).hasContent("dear");
        assertThat(admin.loaded()).contains("linked 1.0.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.apache.felix.http.cfg",
                "org.apache.felix.fileinstall-y.config",
                "com.a64platform.core.dropin.EveryFile.cfg",
                "evil.war",
                "evil.kar",
                "feature.xml",
                "evil.json",
                "evil.jar.link"
            })
    void noOtherKindOfFileIsTaken(String name) throws IOException {
        Path evil = HostileJar.write(folder.resolve("evil"), marker, HostileJar.activated());
        Files.copy(evil, node.deploy().resolve(name));

        assertThat(admin.awaitNote(name)).contains("Nothing of it runs.");
        assertThat(admin.moduleBundles()).noneMatch(bundle -> bundle.startsWith("evil"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.a64platform.core", "com.a64platform.plugin-api", "org.apache.felix.scr", "victim"})
    void noBundleTakesTheNameOfAnother(String name) throws IOException {
        ModuleJar.hello().named("victim").writeTo(node.deploy());
        admin.awaitStatus("/api/v1/victim/greeting", 200);
        Map<String, String> headers = new HashMap<>(HostileJar.activated());
        headers.put("Bundle-SymbolicName", name);
        headers.put("Bundle-Version", "1.0.0");
        String file = name + "-9.jar";
        HostileJar.write(node.deploy().resolve(file), marker, headers);
        Path disguised = ModuleJar.hello()
                .named("disguise")
                .header("Bundle-SymbolicName", name)
                .writeTo(folder.resolve(name));
        Files.copy(disguised, node.deploy().resolve("disguise-" + name + ".jar"));

        assertThat(admin.awaitNote(file)).containsAnyOf("invalid-descriptor", "artifact-refused");
        assertThat(admin.awaitNote("disguise-" + name + ".jar"))
                .contains("artifact-refused", "its Bundle-SymbolicName is " + name);
        assertThat(admin.status("/api/v1/victim/greeting")).isEqualTo(200);
        assertThat(admin.installation("disguise")).isEmpty();
    }

    @Test
    void leavesNothingOfWhatWasRefusedInTheHome() throws IOException {
        HostileJar.write(node.deploy().resolve("trace.jar"), marker, HostileJar.activated());
        admin.awaitNote("trace.jar");

        try (Stream<Path> verified = Files.list(node.home().resolve("data/verified"))) {
            assertThat(verified.map(Path::toString)).noneMatch(file -> file.endsWith(".part"));
        }
        long length = Files.size(node.deploy().resolve("trace.jar"));
        try (Stream<Path> all = Files.walk(node.home())) {
            assertThat(all.filter(Files::isRegularFile)
                            .filter(file -> !file.startsWith(node.deploy()))
                            .filter(file -> file.toFile().length() == length))
                    .isEmpty();
        }
    }
}
