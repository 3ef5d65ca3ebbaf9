package com.a64platform.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.a64platform.adapters.embedded.EmbeddedEngine;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.spi.EmbeddedStoreEngine;
import com.a64platform.core.store.MongoOperationJournal;
import com.a64platform.core.store.MongoStore;
import com.a64platform.core.store.TestStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operation whose store is taken away in the middle and comes back. */
class StoreOutageTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    /** Longer than the driver looks for a server. */
    private static final Duration OUTAGE = Duration.ofSeconds(4);

    private static final Pattern PORT = Pattern.compile(":(\\d+)");

    @TempDir
    Path home;

    private final List<String> effects = new CopyOnWriteArrayList<>();
    private Relay relay;
    private MongoStore store;
    private MongoOperationJournal journal;
    private JournalOperations operations;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectory(home.resolve("data"));
        store = TestStores.on(this::relayed, home);
        journal = new MongoOperationJournal(store);
    }

    @AfterEach
    void close() throws IOException {
        operations.close();
        relay.restore();
        store.close();
        relay.close();
    }

    private EmbeddedStoreEngine.Running relayed(Path folder) {
        var engine = new EmbeddedEngine().open(folder);
        var match = PORT.matcher(engine.uri().substring(engine.uri().indexOf('@')));
        assertThat(match.find()).isTrue();
        try {
            relay = new Relay(Integer.parseInt(match.group(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var uri = engine.uri().replace("@127.0.0.1:" + match.group(1), "@127.0.0.1:" + relay.port());
        return new EmbeddedStoreEngine.Running() {
            @Override
            public String uri() {
                return uri;
            }

            @Override
            public void copyTo(Path directory) {
                engine.copyTo(directory);
            }

            @Override
            public void close() {
                engine.close();
            }
        };
    }

    private Operation begin(Duration patience, Duration outage) {
        var times = new HeldLease.Times(Duration.ofSeconds(2), patience, Duration.ofDays(1), System::nanoTime);
        operations = new JournalOperations(journal, new Workers(), "node", times, Clock.systemUTC());
        operations.define(new OperationDefinition() {
            @Override
            public String kind() {
                return "test";
            }

            @Override
            public List<Step> steps() {
                return List.of(
                        step("first", () -> {}),
                        step("second", () -> takeAway(outage)),
                        step("pivot", () -> {}).asPivot(),
                        step("last", () -> {}));
            }

            @Override
            public Duration limit() {
                return LONG;
            }
        });
        operations.recover();
        return operations.submit("test", "module", "tenant", "user", Map.of());
    }

    private Step step(String name, Runnable meanwhile) {
        return Step.of(name, context -> {
                    effects.add(name);
                    meanwhile.run();
                })
                .undo(context -> effects.remove(name));
    }

    private void takeAway(Duration outage) {
        relay.cut();
        new Workers().start("outage", () -> {
            try {
                Thread.sleep(outage.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            relay.restore();
        });
    }

    @Test
    void waitsAndGoesOn() {
        var operation = begin(Duration.ofSeconds(30), OUTAGE);

        await().atMost(LONG)
                .ignoreExceptions()
                .until(() -> journal.find(operation.id()).orElseThrow().state().ended());

        assertThat(journal.find(operation.id()).orElseThrow().state()).isEqualTo(OperationState.SUCCEEDED);
        assertThat(effects).containsExactly("first", "second", "pivot", "last");
        await().atMost(LONG).until(() -> journal.stray().isEmpty());
    }

    @Test
    void isUndoneAndSaysSoWhenItGaveUp() {
        var operation = begin(Duration.ofMillis(1), OUTAGE);

        await().atMost(LONG)
                .ignoreExceptions()
                .until(() -> journal.find(operation.id()).orElseThrow().state().ended());

        var ended = journal.find(operation.id()).orElseThrow();
        assertThat(ended.state()).isEqualTo(OperationState.FAILED);
        assertThat(ended.failure().orElseThrow().detail()).contains("lost its store");
        assertThat(effects).isEmpty();
        await().atMost(LONG).until(() -> journal.stray().isEmpty());
    }
}
