package com.a64platform.adapters.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While a force takes as long as it likes, whatever of it has reached the disk, all that was forced before it is there. */
class UnforcedTest {
    private static final int CHANGES = 1000;
    private static final int KEYS = 300;
    private static final int CHANGES_PER_COMPACTION = 25;
    private static final String MAP = "d/farm/fields";

    @TempDir
    Path home;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final Map<Integer, Integer> written = new HashMap<>();
    private final Map<Integer, Integer> forced = new HashMap<>();
    private int cuts;

    @Test
    void keepsWhatWasForcedUntilTheNextForceIsDone() throws Exception {
        new EmbeddedEngine().open(home.resolve("store")).close();
        Path path = home.resolve("store/store.mv");
        Recording recording = Recording.of(path);
        MVStore.Builder recorded = new MVStore.Builder().fileName(Recording.nameOf(path));
        try (DataFile file = new DataFile(EmbeddedEngine.tuned(recorded))) {
            recording.beforeEachForce(() -> cutAtTimes(recording));
            for (int change = 1; change <= CHANGES; change++) {
                change(file);
                if (change % CHANGES_PER_COMPACTION == 0) {
                    file.compact();
                }
            }
        }
        assertThat(cuts).isGreaterThan(CHANGES / 10);
        assertThat(Files.size(path)).as("freed space is used again").isLessThan(CHANGES * 4096L);
    }

    private void change(DataFile file) {
        Key key = Key.of(new KeyValue(random.nextInt(KEYS)));
        int value = random.nextInt();
        Document document = new Document("v", value).append("text", "x".repeat(random.nextInt(2000)));
        file.alone(() -> {
            file.changed();
            file.documents(MAP).put(key, document);
            return written.put(number(key), value);
        });
        forced.putAll(written);
    }

    private void cutAtTimes(Recording recording) {
        if (random.nextInt(4) == 0) {
            cuts++;
            requireForced(recording.withSomeUnforced(random));
        }
    }

    /** What was being forced is there whole or not at all. */
    private void requireForced(byte[] left) {
        try {
            Path file = Files.write(home.resolve("cut.mv"), left);
            try (DataFile opened = new DataFile(EmbeddedEngine.openFile(file))) {
                Map<Integer, Integer> found = new HashMap<>();
                opened.documents(MAP).forEach((key, document) -> found.put(number(key), (Integer) document.get("v")));
                assertThat(found).as("cut %d, seed %d", cuts, seed).isIn(forced, written);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int number(Key key) {
        return ((Number) key.values().iterator().next()).intValue();
    }
}
