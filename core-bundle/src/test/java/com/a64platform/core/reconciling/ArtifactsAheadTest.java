package com.a64platform.core.reconciling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArtifactsAheadTest {
    private final Workers workers = new Workers();
    private final AtomicInteger verified = new AtomicInteger();

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void verifiesOneWhileAnotherIsVerified() {
        var together = new CyclicBarrier(2);
        var ahead = ahead(
                wish -> {
                    await(together);
                    return Optional.empty();
                },
                "farm",
                "barn");

        assertThat(ahead.of(wish("barn"))).isEmpty();

        assertThat(together.isBroken()).isFalse();
        assertThat(ahead.of(wish("farm"))).isEmpty();
        assertThat(verified).hasValue(2);
    }

    @Test
    void verifiesBeforeAnybodyAsksAndOnce() {
        var ahead = ahead(wish -> Optional.empty(), "farm");

        Awaitility.await().until(() -> verified.get() == 1);

        assertThat(ahead.of(wish("farm"))).isEmpty();
        assertThat(verified).hasValue(1);
    }

    @Test
    void refusesOnlyWhoeverAsksForWhatIsRefused() {
        var ahead = ahead(
                wish -> {
                    if (wish.module().equals("farm")) {
                        throw new ProblemException(ErrorCode.VERSION_TOO_OLD, "too old");
                    }
                    return Optional.empty();
                },
                "farm",
                "barn");

        assertThatThrownBy(() -> ahead.of(wish("farm"))).hasMessageContaining("too old");
        assertThat(ahead.of(wish("barn"))).isEmpty();
    }

    private ArtifactsAhead ahead(ModuleTurn.Artifacts verification, String... modules) {
        ModuleTurn.Artifacts counting = wish -> {
            Optional<VerifiedArtifact> found = verification.of(wish);
            verified.incrementAndGet();
            return found;
        };
        var wishes = List.of(modules).stream().map(ArtifactsAheadTest::wish).toList();
        return new ArtifactsAhead(counting, wishes).begin(workers);
    }

    private static Wish wish(String module) {
        return new Wish(module, "1.0.0", "digest of " + module, "publisher", true);
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await(10, TimeUnit.SECONDS);
        } catch (Exception alone) {
            throw new IllegalStateException("Nobody verifies at the same time", alone);
        }
    }
}
