package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More files at once than the system's notifications hold. */
class ManyFilesIT {
    private static final int ALL = 1_000;
    private static final int GOOD = 12;
    private static final int LIMIT = 8;

    @TempDir
    private Path folder;

    @Test
    void judgesEveryOneOfAThousandFilesWhileAnswering() throws IOException {
        try (PlatformProcess node = Operator.of(PlatformProcess.on(folder.resolve("home")))
                .with("MAX_MODULES", String.valueOf(LIMIT))
                .start()) {
            Operator admin = new Operator(node);
            List<Path> files = make(Files.createDirectories(folder.resolve("made")));

            for (Path file : files) {
                Files.move(file, node.deploy().resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }

            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> {
                        assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
                        assertThat(undecided(files, admin)).isEmpty();
                    });
            assertThat(admin.loaded()).hasSize(LIMIT);
            assertThat(files.stream().filter(file -> isRefused(file, admin))).hasSize(ALL - LIMIT);
            assertThat(refusedForTheLimit(files, admin)).isEqualTo(GOOD - LIMIT);
            for (String loaded : admin.loaded()) {
                assertThat(admin.status("/api/v1/" + loaded.split(" ")[0] + "/greeting"))
                        .isEqualTo(200);
            }
        }
    }

    private static List<Path> make(Path made) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < GOOD; i++) {
            files.add(ModuleJar.hello().named("good" + i).writeTo(made));
        }
        for (int i = GOOD; i < ALL; i++) {
            String name = "file" + i + (i % 2 == 0 ? ".jar" : i % 3 == 0 ? ".zip" : ".cfg");
            files.add(Files.writeString(made.resolve(name), "nothing that runs, number " + i));
        }
        return files;
    }

    /** The first few of the files that are neither installed nor refused. */
    private static List<String> undecided(List<Path> files, Operator admin) {
        List<String> installed = admin.installations();
        return files.stream()
                .filter(file -> !isRefused(file, admin))
                .map(file -> file.getFileName().toString())
                .filter(file -> installed.stream().noneMatch(module -> file.startsWith(module + "-")))
                .limit(5)
                .toList();
    }

    private static boolean isRefused(Path file, Operator admin) {
        return Files.exists(admin.note(file.getFileName().toString()));
    }

    private static long refusedForTheLimit(List<Path> files, Operator admin) throws IOException {
        long count = 0;
        for (Path file : files.subList(0, GOOD)) {
            Path note = admin.note(file.getFileName().toString());
            if (Files.exists(note) && Files.readString(note).contains("module-limit-reached")) {
                count++;
            }
        }
        return count;
    }
}
