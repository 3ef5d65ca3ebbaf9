package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.tenants.Tenant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that stands still in the middle of an operation for longer than its lease, and goes on when another node has taken
 * the operation over: it puts nothing back, neither into its folder nor into what serves.
 */
@Tag("kill")
class StaleHolderTest {
    private static final Duration LEASE = Duration.ofMillis(600);

    @TempDir
    Path homes;

    private final CountDownLatch standing = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private final AtomicBoolean stood = new AtomicBoolean();
    private NodeWorld one;
    private NodeWorld other;

    @BeforeEach
    void start() throws Exception {
        one = new NodeWorld(Files.createDirectory(homes.resolve("one")));
        other = one.beside(Files.createDirectory(homes.resolve("other")));
        for (var node : new NodeWorld[] {one, other}) {
            node.lease = LEASE;
            node.publish(Farm.version("1.0.0"));
            node.publish(Farm.version("1.1.0"));
            node.start();
        }
    }

    @AfterEach
    void stop() {
        goesOn.countDown();
        one.close();
        other.close();
    }

    @Test
    void unloadsWhatItHadReadyWhenTheInstallationWasUndone() throws Exception {
        one.revisions.atLoad(module -> standStill());
        var install = one.install("1.0.0");
        standsStill();
        eventually().until(() -> ended(install).state() == OperationState.FAILED);

        goOn();

        eventually().untilAsserted(() -> assertThat(one.look()).isEqualTo(other.look()));
        assertThat(one.look().files()).isEmpty();
        assertThat(one.look().installations()).isEmpty();
    }

    @Test
    void servesNothingThatWasUninstalledMeanwhile() throws Exception {
        one.store.atAll(this::standStillInAnOperation);
        var install = one.install("1.0.0");
        standsStill();
        eventually().until(() -> ended(install).state() == OperationState.SUCCEEDED);
        assertThat(other.look().serves()).containsExactly("/api/v1/farm 1.0.0");
        var gone = other.finish(other.uninstall.submit(Farm.NAME, Tenant.DEFAULT_ID, DataChoice.KEEP, NodeWorld.ADMIN));
        assertThat(gone.state()).isEqualTo(OperationState.SUCCEEDED);

        goOn();

        eventually().untilAsserted(() -> assertThat(one.look()).isEqualTo(other.look()));
        assertThat(one.look().files()).isEmpty();
        assertThat(one.look().loaded()).isEmpty();
    }

    @Test
    void servesTheVersionThatOthersHaveUpdatedToMeanwhile() throws Exception {
        one.store.atAll(this::standStillInAnOperation);
        var install = one.install("1.0.0");
        standsStill();
        eventually().until(() -> ended(install).state() == OperationState.SUCCEEDED);
        assertThat(other.finish(other.update("1.1.0")).state()).isEqualTo(OperationState.SUCCEEDED);

        goOn();

        eventually().untilAsserted(() -> assertThat(one.look()).isEqualTo(other.look()));
        assertThat(one.look().serves()).containsExactly("/api/v1/farm 1.1.0");
        assertThat(one.look().files()).isEqualTo(Set.of("farm-1.1.0.jar", "farm-1.1.0.jar.sig"));
    }

    /** The operation does not move from here on, and nothing shows that its node lives. */
    private void standStill() {
        if (stood.compareAndSet(false, true)) {
            one.operations.close();
            standing.countDown();
            try {
                goesOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The store is read for the first time in the step in which this node is made so. */
    private void standStillInAnOperation() {
        if (Thread.currentThread().getName().startsWith("operation-install")) {
            standStill();
        }
    }

    private void standsStill() throws InterruptedException {
        standing.await();
    }

    private void goOn() {
        goesOn.countDown();
    }

    private Operation ended(Operation operation) {
        return one.journal.find(operation.id()).orElseThrow();
    }

    private static ConditionFactory eventually() {
        return Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(20));
    }
}
