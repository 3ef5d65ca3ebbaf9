package com.a64platform.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.ILoggerFactory;
import org.slf4j.helpers.SubstituteLoggerFactory;

class LoggingTest {
    @TempDir
    private Path folder;

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void complete() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void takesNoStandInForTheLibraryThatIsBeingBound() {
        Iterator<ILoggerFactory> found =
                List.of(new SubstituteLoggerFactory(), context).iterator();

        assertThat(Logging.context(found::next)).isSameAs(context);
    }

    @Test
    void packsAFileThatIsLargeEnough() {
        Logging.open(context, folder, new Logging.Rolling(10_000, 3));
        Logger log = context.getLogger("test");

        await().untilAsserted(() -> {
            log.warn("x".repeat(1000));
            assertThat(names()).anyMatch(name -> name.matches("a64-\\d{4}-\\d\\d-\\d\\d\\.\\d+\\.log\\.gz"));
        });
        assertThat(folder.resolve("a64.log")).exists();
    }

    @Test
    void dropsWhatIsOlderThanItsDays() throws IOException {
        String old = "a64-" + LocalDate.now().minusDays(5) + ".0.log.gz";
        String young = "a64-" + LocalDate.now().minusDays(2) + ".0.log.gz";
        Files.writeString(folder.resolve(old), "old");
        Files.writeString(folder.resolve(young), "young");

        Logging.open(context, folder, new Logging.Rolling(10_000, 3));

        await().untilAsserted(
                        () -> assertThat(names()).contains(young, "a64.log").doesNotContain(old));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
