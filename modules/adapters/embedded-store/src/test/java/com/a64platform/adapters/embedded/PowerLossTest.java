package com.a64platform.adapters.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.spi.EmbeddedStoreEngine.Running;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every write that was acknowledged survives the loss of every byte that was not forced. */
class PowerLossTest {
    private static final int WRITERS = 6;
    private static final int CUTS = 12;

    @TempDir
    Path home;

    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final Random random = new Random(64);
    private Recording recording;
    private DataFile file;

    @BeforeEach
    void record() throws Exception {
        new EmbeddedEngine().open(home.resolve("store")).close();
        Path path = home.resolve("store/store.mv");
        recording = Recording.of(path);
        file = new DataFile(EmbeddedEngine.tuned(new MVStore.Builder().fileName(Recording.nameOf(path))));
    }

    @Test
    void losesNothingAcknowledged() throws Exception {
        List<Cut> cuts = new ArrayList<>();
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try (Running engine = new RunningEngine(file);
                MongoClient client = MongoClients.create(engine.uri())) {
            Ledger ledger = new Ledger(client);
            ledger.prepare();
            for (int writer = 0; writer < WRITERS; writer++) {
                String name = "w" + writer;
                writers.submit(() -> write(ledger, name, stop));
            }
            for (int cut = 1; cut <= CUTS; cut++) {
                awaitAcknowledged(cut * 40);
                file.compact();
                cuts.add(new Cut(List.copyOf(acknowledged), recording.withoutUnforced()));
                cuts.add(new Cut(List.copyOf(acknowledged), recording.withSomeUnforced(random)));
            }
            stop.set(true);
            writers.shutdown();
            assertThat(writers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        for (Cut cut : cuts) {
            requireAll(cut);
        }
    }

    @Test
    void answersNothingMoreOnceASyncHasFailed() throws Exception {
        try (Running engine = new RunningEngine(file);
                MongoClient client = MongoClients.create(engine.uri())) {
            Ledger ledger = new Ledger(client);
            ledger.prepare();
            ledger.add("w", "before");
            acknowledged.add("before");
            assertThat(engine.stopped()).isFalse();

            recording.failToForce();

            assertThatThrownBy(() -> ledger.add("w", "after")).isInstanceOf(MongoException.class);
            assertThatThrownBy(() -> client.listDatabaseNames().first())
                    .isInstanceOf(MongoException.class)
                    .hasMessageContaining("has stopped");
            assertThat(engine.stopped()).isTrue();
        }
        requireAll(new Cut(List.copyOf(acknowledged), recording.withoutUnforced()));
    }

    private void write(Ledger ledger, String writer, AtomicBoolean stop) {
        for (int n = 0; !stop.get(); n++) {
            String id = writer + "-" + n;
            ledger.add(writer, id);
            acknowledged.add(id);
        }
    }

    private void awaitAcknowledged(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(3))
                .until(() -> acknowledged.size() >= count);
    }

    private void requireAll(Cut cut) throws Exception {
        Path folder = Files.createTempDirectory(home, "cut");
        Files.write(folder.resolve("store.mv"), cut.file());
        try (Running engine = new EmbeddedEngine().open(folder);
                MongoClient client = MongoClients.create(engine.uri())) {
            Ledger ledger = new Ledger(client);
            ledger.requireAll(cut.acknowledged());
            ledger.requireWhole();
        }
    }

    /** What was acknowledged before the power went, and what the disk then held. */
    private record Cut(List<String> acknowledged, byte[] file) {}
}
