package com.a64platform.core.reasons;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.modules.InMemoryInstallations;
import com.a64platform.core.observing.StoreCheck;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.platform.ServedCertificate;
import com.a64platform.core.platform.StoreSilence;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The room that is really free where a home lies, and how far the node is. */
class NodeCheckTest {
    @TempDir
    Path home;

    private final Workers workers = new Workers();
    private final Readiness readiness = new Readiness();

    @BeforeEach
    void ready() {
        readiness.enter(Readiness.Phase.READY);
    }

    @AfterEach
    void end() {
        workers.close();
    }

    @Test
    void saysThatThereIsLittleRoom() {
        var cause = look(Long.MAX_VALUE).get(0);

        assertThat(cause.code()).isEqualTo("disk-full");
        assertThat(cause.stops()).as("what runs goes on").isFalse();
        assertThat(cause.observed()).matches("\\d+ KB are free where the home lies\\.");
        assertThat(cause.advice()).contains("df -h", "logs/", "cache/");
    }

    @Test
    void saysNothingWhileThereIsRoom() {
        assertThat(look(0)).isEmpty();
    }

    @Test
    void saysThatTheNodeStops() {
        readiness.enter(Readiness.Phase.STOPPING);

        var cause = look(0).get(0);

        assertThat(cause.code()).isEqualTo("node-stopping");
        assertThat(cause.stops()).isTrue();
        assertThat(cause.advice()).contains("GET /health/ready");
    }

    private List<Cause> look(long fewBytes) {
        var store = new StoreCheck(new InMemoryInstallations(), new StoreSilence(), workers);
        return new NodeCheck(readiness, store, new ServedCertificate(List.of()), new Home(home), false, fewBytes)
                .look(new Case("farm", "green", Optional.empty(), Optional.empty(), Optional.empty(), false));
    }
}
