package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.memory.MonotonicState;
import com.a64platform.core.memory.MonotonicState.Floor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoMonotonicStateRepositoryTest {
    @TempDir
    Path home;

    private MongoStore store;

    @BeforeEach
    void open() {
        store = TestStores.embedded(home);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static MonotonicState counter(String name, long value) {
        return new MonotonicState(Map.of(name, value), Map.of(), Map.of());
    }

    @Test
    void givesBackWhatItKeptOverARestart() {
        var state = new MonotonicState(
                Map.of("catalog:a.b$c", (1L << 53) - 1),
                Map.of("farm-manager", new Floor(2, "1.10.0-rc.1")),
                Map.of("module:farm-manager", "acme"));
        assertThat(new MongoMonotonicStateRepository(store).load()).isEqualTo(MonotonicState.EMPTY);
        assertThat(new MongoMonotonicStateRepository(store).update(empty -> state))
                .isEqualTo(state);
        store.close();
        open();
        assertThat(new MongoMonotonicStateRepository(store).load()).isEqualTo(state);
    }

    @Test
    void losesNoChangeAmongMany() throws Exception {
        var states = new MongoMonotonicStateRepository(store);
        var threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<MonotonicState>> changes = IntStream.range(0, 8)
                    .mapToObj(i ->
                            (Callable<MonotonicState>) () -> states.update(state -> state.merge(counter("c" + i, i))))
                    .toList();
            for (var change : threads.invokeAll(changes)) {
                change.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(states.load().counters()).hasSize(8);
    }

    @Test
    void aRefusedChangeChangesNothing() {
        var states = new MongoMonotonicStateRepository(store);
        states.update(state -> counter("c", 1));
        assertThatThrownBy(() -> states.update(state -> {
                    throw new IllegalArgumentException("refused");
                }))
                .hasMessage("refused");
        assertThat(states.load()).isEqualTo(counter("c", 1));
    }
}
