package com.a64platform.core.vouching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.registry.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustWatchTest {
    @TempDir
    Path home;

    private final List<String> entries = new CopyOnWriteArrayList<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();
    private volatile boolean storeAway;

    private final Audit audit = (actor, action, module, status, details) -> {
        if (storeAway) {
            attempts.incrementAndGet();
            throw new ProblemException(ErrorCode.STORE_UNAVAILABLE, "gone for a moment");
        }
        entries.add(action + " " + details.get("file") + " " + details.get("change"));
    };

    private TrustWatch watch() {
        return new TrustWatch(TestSettings.of(home, "", "production"), audit, new Workers(), changes::incrementAndGet);
    }

    /** What it is writing at this moment it writes to the end, or the folder could not be removed. */
    private void close(TrustWatch watch) {
        watch.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().contains("trust-watch")));
    }

    private Path put(String name, String content) throws IOException {
        var file = home.resolve("conf").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private void written(String... expected) {
        await().untilAsserted(() -> assertThat(entries).containsExactly(expected));
    }

    @Test
    void writesDownWhatCameChangedAndWent() throws IOException {
        put("trust/root.json", "1");
        var watch = watch();
        written("trust.change conf/trust/root.json added");
        var file = put("trust/added/acme.json", "key");
        written("trust.change conf/trust/root.json added", "trust.change conf/trust/added/acme.json added");
        entries.clear();
        put("trust/root.json", "2");
        written("trust.change conf/trust/root.json changed");
        close(watch);

        entries.clear();
        Files.delete(file);
        put("registries/second.json", "{}");
        var next = watch();
        written("trust.change conf/registries/second.json added", "trust.change conf/trust/added/acme.json removed");
        close(next);
    }

    @Test
    void tellsOfEveryChangeAlsoOfRootDocumentsThatFollowed() throws IOException {
        put("trust/root.json", "1");
        var watch = watch();
        await().untilAsserted(() -> assertThat(changes).hasValue(1));
        var next = home.resolve("data/trust/roots/root-2.json");
        Files.createDirectories(next.getParent());
        Files.writeString(next, "2");
        written("trust.change conf/trust/root.json added", "trust.change data/trust/roots/root-2.json added");
        assertThat(changes).hasValue(2);
        close(watch);
    }

    @Test
    void forgetsNothingWhileTheAuditIsAway() throws IOException {
        storeAway = true;
        put("trust/root.json", "1");
        var watch = watch();
        await().until(() -> attempts.get() > 1);
        assertThat(entries).isEmpty();
        storeAway = false;
        written("trust.change conf/trust/root.json added");
        close(watch);
    }
}
