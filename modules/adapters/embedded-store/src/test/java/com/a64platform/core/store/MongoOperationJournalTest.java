package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoOperationJournalTest {
    private static final Instant ENDED = Instant.parse("2026-01-31T08:00:00Z");

    @TempDir
    Path home;

    @Test
    void amendsOnlyWhatWasRead() {
        try (var store = TestStores.embedded(home)) {
            var journal = new MongoOperationJournal(store);
            var known = operation(OperationState.SUCCEEDED, ENDED);
            var first = operation(OperationState.UNCLEAN, ENDED.plusMillis(1));
            var second = operation(OperationState.UNCLEAN, ENDED.plusMillis(2));
            journal.begin(known);

            assertThat(journal.amend(known, first)).isTrue();
            assertThat(journal.amend(known, second)).isFalse();

            assertThat(journal.find("id")).contains(first);
        }
    }

    private static Operation operation(OperationState state, Instant updated) {
        return new Operation(
                "id",
                "disable",
                "hello",
                "tenant",
                "user",
                state,
                List.of(),
                Map.of(),
                Optional.empty(),
                ENDED,
                updated);
    }
}
