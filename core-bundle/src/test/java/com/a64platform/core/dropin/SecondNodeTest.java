package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.licensing.LicenseDecision.Reason;
import com.a64platform.core.licensing.LicenseDecision.Refused;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.reasons.Cause;
import com.a64platform.core.tenants.Tenant;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one store: what is done on one comes to be on the other. */
class SecondNodeTest {
    private static final Farm OLD = Farm.version("1.0.0");
    private static final Farm NEW = Farm.version("1.1.0");

    @TempDir
    Path homes;

    private NodeWorld one;
    private NodeWorld other;

    @BeforeEach
    void start() throws Exception {
        one = new NodeWorld(Files.createDirectory(homes.resolve("one")));
        other = one.beside(Files.createDirectory(homes.resolve("other")));
        for (var node : new NodeWorld[] {one, other}) {
            node.publish(OLD);
            node.publish(NEW);
            node.start();
        }
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
    }

    @Test
    void followsWhatIsDoneOnTheOther() {
        succeeds(one.install("1.0.0"));
        eventually().untilAsserted(() -> assertThat(other.look()).isEqualTo(one.look()));
        assertThat(other.look().files()).containsExactly("farm-1.0.0.jar", "farm-1.0.0.jar.sig");

        succeeds(one.update("1.1.0"));
        eventually().untilAsserted(() -> assertThat(other.look()).isEqualTo(one.look()));
        assertThat(other.look().serves()).containsExactly("/api/v1/farm 1.1.0");

        succeeds(one.disable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));
        eventually().untilAsserted(() -> assertThat(other.look().serves()).isEmpty());
        succeeds(other.enable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN));
        eventually().untilAsserted(() -> assertThat(one.look().serves()).containsExactly("/api/v1/farm 1.1.0"));

        succeeds(other.uninstall.submit(Farm.NAME, Tenant.DEFAULT_ID, DataChoice.KEEP, NodeWorld.ADMIN));
        eventually().untilAsserted(() -> assertThat(one.look()).isEqualTo(other.look()));
        assertThat(one.look().files()).isEmpty();
        assertThat(one.look().loaded()).isEmpty();
    }

    @Test
    void saysWhyAModuleIsNotHereAndTakesItsFile() {
        other.registry.clear();
        other.publish(Farm.version("2.0.0"));
        one.drop("farm-1.0.0.license", NodeWorld.LICENSE.getBytes(StandardCharsets.US_ASCII));
        one.drop(OLD);

        eventually().untilAsserted(() -> assertThat(other.obstacles.of(Farm.NAME))
                .hasValueSatisfying(obstacle -> assertThat(obstacle.reason())
                        .contains("Here its verified copy is missing")
                        .contains("Version 1.0.0 of farm is not offered")
                        .contains("put its file into deploy/ of this node")));
        assertThat(one.look().installations()).containsExactly("default farm 1.0.0 ENABLED");
        assertThat(one.look().serves()).containsExactly("/api/v1/farm 1.0.0");
        assertThat(other.routes.unservedModule("/api/v1/farm/fields"))
                .as("whose path it is, without the artifact")
                .contains(Farm.NAME);

        other.drop(OLD);

        eventually().untilAsserted(() -> {
            assertThat(other.look().serves()).containsExactly("/api/v1/farm 1.0.0");
            assertThat(other.obstacles.of(Farm.NAME)).isEmpty();
        });
        assertThat(other.look().installations()).containsExactly("default farm 1.0.0 ENABLED");
    }

    @Tag("kill")
    @Test
    void doesNotTakeForADropWhatWasUninstalledWhileItWasAway() {
        succeeds(one.install("1.0.0"));
        eventually().untilAsserted(() -> assertThat(other.look()).isEqualTo(one.look()));
        other.close();
        succeeds(one.uninstall.submit(Farm.NAME, Tenant.DEFAULT_ID, DataChoice.KEEP, NodeWorld.ADMIN));
        assertThat(other.look().files()).contains("farm-1.0.0.jar");

        other.start();

        assertThat(other.look()).isEqualTo(one.look());
        assertThat(other.look().files()).isEmpty();
    }

    @Tag("kill")
    @Test
    void comesBackAtTheVersionThatServesByThen() {
        succeeds(one.install("1.0.0"));
        eventually().untilAsserted(() -> assertThat(other.look()).isEqualTo(one.look()));
        other.close();
        succeeds(one.update("1.1.0"));

        other.start();

        eventually().untilAsserted(() -> assertThat(other.look()).isEqualTo(one.look()));
        assertThat(other.look().installations()).containsExactly("default farm 1.1.0 ENABLED");
    }

    @Test
    void aModuleThatDoesNotStartOnOneGoesOnOnTheOther() {
        other.close();
        succeeds(one.install("1.0.0"));
        other.loadingFails = Optional.of(new IllegalStateException("made up"));

        other.start();
        eventually()
                .untilAsserted(() -> assertThat(other.obstacles.of(Farm.NAME)).isPresent());

        assertThat(one.look().installations()).containsExactly("default farm 1.0.0 ENABLED");
        assertThat(one.look().serves()).containsExactly("/api/v1/farm 1.0.0");
    }

    @Test
    void aFileThatIsDeletedOnOneDisablesTheModuleOnBoth() {
        succeeds(one.install("1.0.0"));
        eventually().untilAsserted(() -> assertThat(other.look()).isEqualTo(one.look()));

        other.delete("farm-1.0.0.jar");

        eventually().untilAsserted(() -> {
            assertThat(one.look().installations()).containsExactly("default farm 1.0.0 DISABLED");
            assertThat(one.look().serves()).isEmpty();
            assertThat(other.look().serves()).isEmpty();
        });
        assertThat(one.look().files()).contains("farm-1.0.0.jar");
        eventually().until(() -> other.operations.running().isEmpty());

        one.close();
        one.start();
        one.drop("zebra.zip", new byte[] {1});
        eventually()
                .until(() ->
                        Files.exists(homes.resolve("one/deploy/zebra.zip.refused.txt"))); // it saw its own file before
        assertThat(one.operations.running()).isEmpty();
        assertThat(one.look().installations()).containsExactly("default farm 1.0.0 DISABLED");

        one.delete("farm-1.0.0.jar");
        eventually().until(() -> Files.readString(homes.resolve("one/data/files/farm"))
                .endsWith(" gone"));
        one.drop(OLD);
        eventually().untilAsserted(() -> {
            assertThat(one.look().installations()).containsExactly("default farm 1.0.0 ENABLED");
            assertThat(one.look().serves()).isEqualTo(other.look().serves()).isNotEmpty();
        });
    }

    @Test
    void knowsThePrefixOfAVersionThatItHasNotAndAfterAReturnThatOfTheOneBefore() {
        one.close();
        one.watchSeconds = 60; // what an update has replaced is kept for as long
        one.start();
        succeeds(one.install("1.0.0"));
        eventually().untilAsserted(() -> assertThat(other.look()).isEqualTo(one.look()));
        one.publish(Farm.version("1.1.0", "prefix meadow"));
        var update = one.finish(one.update("1.1.0"));
        assertThat(update.failure()).isEmpty();

        eventually().untilAsserted(() -> assertThat(other.routes.unservedModule("/api/v1/meadow/x"))
                .contains(Farm.NAME));
        assertThat(prefix(other)).isEqualTo("/api/v1/meadow");
        assertThat(other.look().serves()).as("goes on").containsExactly("/api/v1/farm 1.0.0");

        succeeds(one.returns.submit(update, "it is sick"));
        assertThat(prefix(one)).isEqualTo("/api/v1/farm");
    }

    private static String prefix(NodeWorld node) {
        return node.inventory.require(Tenant.DEFAULT_ID, Farm.NAME).routePrefix();
    }

    @Test
    void saysThatItIsComingWhileItsArtifactIsFetched() {
        var go = new CountDownLatch(1);
        other.atFetch = () -> FarmSettings.await(go);
        succeeds(one.install("1.0.0"));

        eventually().untilAsserted(() -> assertThat(why(other).code()).isEqualTo("coming-up"));
        assertThat(why(other).advice()).startsWith("Wait");
        assertThat(other.routes.unservedModule("/api/v1/farm")).contains(Farm.NAME);
        var farm = other.inventory.require(Tenant.DEFAULT_ID, Farm.NAME);
        assertThat(other.view.of(farm).state()).isEqualTo(InstallationState.INSTALLING);

        go.countDown();
        eventually().untilAsserted(() -> assertThat(other.look()).isEqualTo(one.look()));
        assertThat(other.report.why(Farm.NAME, Tenant.DEFAULT_ID).causes()).isEmpty();
    }

    @Test
    void aLicenseThatDoesNotOpenOnOneKeepsTheModuleFromThatNodeOnly() {
        other.decisions.put(Tenant.DEFAULT_ID, new Refused(Reason.UNSEALABLE, "Set the key to what it was."));
        succeeds(one.install("1.0.0"));

        eventually().untilAsserted(() -> {
            assertThat(why(other).code()).isEqualTo("license-unsealable");
            assertThat(why(other).observed()).contains("Set the key to what it was.");
            assertThat(why(other).advice()).contains("Start this node with the key");
        });
        eventually().untilAsserted(() -> assertThat(other.look().serves()).isEmpty());
        assertThat(other.routes.unservedModule("/api/v1/farm")).contains(Farm.NAME);
        other.watch.decideNow();
        assertThat(one.look().installations()).containsExactly("default farm 1.0.0 ENABLED");
        assertThat(one.look().serves()).containsExactly("/api/v1/farm 1.0.0");
        assertThat(one.report.why(Farm.NAME, Tenant.DEFAULT_ID).serves()).isTrue();

        other.decisions.clear();
        other.watch.decideNow();

        eventually().untilAsserted(() -> assertThat(other.look().serves()).containsExactly("/api/v1/farm 1.0.0"));
    }

    @Test
    void aLicenseForTheInstallationOfOneIsNoReasonToDisableTheModuleThere() {
        other.decisions.put(Tenant.DEFAULT_ID, new Refused(Reason.WRONG_INSTALLATION, "Use one for this."));
        succeeds(one.install("1.0.0"));

        eventually().untilAsserted(() -> assertThat(why(other).advice()).contains("installation.pem"));
        other.watch.decideNow();
        assertThat(one.look().installations()).containsExactly("default farm 1.0.0 ENABLED");
        assertThat(one.look().serves()).containsExactly("/api/v1/farm 1.0.0");
    }

    @Test
    void startsNothingWhoseLicenseDoesNotOpenHereAndChangesNoInstallation() {
        succeeds(one.install("1.0.0"));
        eventually().untilAsserted(() -> assertThat(other.look()).isEqualTo(one.look()));
        other.close();
        other.decisions.put(Tenant.DEFAULT_ID, new Refused(Reason.UNSEALABLE, "Set the key to what it was."));
        var before = one.store.all();

        other.start();
        other.watch.decideNow();

        assertThat(other.revisions.loaded()).isEmpty();
        assertThat(other.look().files()).as("it stays for when the key is back").contains(OLD.file());
        assertThat(one.store.all()).isEqualTo(before);
        assertThat(one.look().serves()).containsExactly("/api/v1/farm 1.0.0");
    }

    private static Cause why(NodeWorld node) {
        return node.report.why(Farm.NAME, Tenant.DEFAULT_ID).causes().get(0);
    }

    private void succeeds(Operation operation) {
        assertThat(one.finish(operation).state()).isEqualTo(OperationState.SUCCEEDED);
    }

    private static ConditionFactory eventually() {
        return Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(20));
    }
}
