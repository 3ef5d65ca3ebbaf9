package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.findings.Obstacles;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.tenants.Tenant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does with files in the watched folder, and what comes of it. */
class DeployFolderTest {
    private static final Farm OLD = Farm.version("1.0.0");
    private static final Farm NEW = Farm.version("1.1.0");

    @TempDir
    Path home;

    private NodeWorld world;

    @BeforeEach
    void start() {
        world = new NodeWorld(home).start();
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void installsADroppedModuleWithItsLicenseAndSealsThat() {
        world.drop("farm-1.0.0.license", NodeWorld.LICENSE.getBytes(StandardCharsets.US_ASCII));
        world.drop(OLD);

        eventually().untilAsserted(() -> assertThat(world.look())
                .isEqualTo(new NodeWorld.Seen(
                        Set.of("default farm 1.0.0 ENABLED"),
                        Set.of("farm-1.0.0.jar", "farm-1.0.0.jar.sig"),
                        Set.of("/api/v1/farm 1.0.0"),
                        Set.of("farm 1.0.0"),
                        Set.of("default farm"))));
    }

    @Test
    void waitsWithANoteForAMissingLicenseAndTakesItWhenItComes() {
        world.drop(OLD);
        eventually().untilAsserted(() -> assertThat(note("farm-1.0.0")).contains("license-missing"));

        world.drop("farm-1.0.0.license", NodeWorld.LICENSE.getBytes(StandardCharsets.US_ASCII));

        eventually().untilAsserted(() -> {
            assertThat(world.look().serves()).containsExactly("/api/v1/farm 1.0.0");
            assertThat(note("farm-1.0.0")).isEmpty();
        });
    }

    @Test
    void updatesWhenANewerVersionIsDropped() {
        installed();

        world.drop(NEW);

        eventually().untilAsserted(() -> assertThat(world.look())
                .isEqualTo(new NodeWorld.Seen(
                        Set.of("default farm 1.1.0 ENABLED"),
                        Set.of("farm-1.1.0.jar", "farm-1.1.0.jar.sig"),
                        Set.of("/api/v1/farm 1.1.0"),
                        Set.of("farm 1.1.0"),
                        Set.of("default farm"))));
    }

    @Test
    void anUpdateEnablesNothingThatWasDisabledForWantOfItsFile() {
        installed();
        world.delete("farm-1.0.0.jar");
        eventually().untilAsserted(() -> assertThat(world.look().installations())
                .containsExactly("default farm 1.0.0 DISABLED"));
        eventually().until(() -> world.operations.running().isEmpty());
        world.publish(NEW);

        world.finish(world.update("1.1.0"));

        assertThat(world.look().files())
                .as("with the signature of the deleted file")
                .isEmpty();
        assertThat(world.look().installations()).containsExactly("default farm 1.1.0 DISABLED");
    }

    @Test
    void disablesAModuleWhoseFileIsDeletedAndTakesItBack() {
        installed();

        world.delete("farm-1.0.0.jar");
        eventually().untilAsserted(() -> {
            assertThat(world.look().installations()).containsExactly("default farm 1.0.0 DISABLED");
            assertThat(world.look().serves()).isEmpty();
            assertThat(world.look().licenses()).containsExactly("default farm");
        });

        world.drop(OLD);
        eventually().untilAsserted(() -> assertThat(world.look().serves()).containsExactly("/api/v1/farm 1.0.0"));
    }

    @Test
    void takesANewerVersionInItsPlace() {
        removedForTwo();

        world.drop(NEW);

        eventually().untilAsserted(() -> assertThat(world.look().installations())
                .containsExactlyInAnyOrder("default farm 1.1.0 ENABLED", "other farm 1.1.0 ENABLED"));
    }

    @Test
    void takesWhatWasUpdatedWithoutAFile() {
        removedForTwo();
        world.publish(NEW);
        world.finish(world.update("1.1.0"));

        world.drop(NEW);

        eventually().untilAsserted(() -> assertThat(world.look().installations())
                .containsExactlyInAnyOrder("default farm 1.1.0 ENABLED", "other farm 1.1.0 ENABLED"));
    }

    @Test
    void takesItBackForEveryTenantThatLostIt() {
        removedForTwo();

        world.drop(OLD);

        eventually().untilAsserted(() -> assertThat(world.look().installations())
                .containsExactlyInAnyOrder("default farm 1.0.0 ENABLED", "other farm 1.0.0 ENABLED"));
    }

    @Test
    void takesItBackWhenItReturnsWhileItIsBeingDisabled() {
        installed();
        world.journal.atWrite(count -> {
            if (count == 1) {
                world.drop(OLD);
            }
        });

        world.delete("farm-1.0.0.jar");

        eventually()
                .until(() -> world.operations.recent(10).stream()
                                .filter(operation -> operation.state().ended())
                                .count()
                        == 3);
        assertThat(world.operations.recent(10))
                .extracting(Operation::kind)
                .containsExactly("enable", "disable", "install");
        assertThat(world.look().installations()).containsExactly("default farm 1.0.0 ENABLED");
    }

    private void removedForTwo() {
        installed();
        world.finish(world.install("1.0.0", NodeWorld.LICENSE, "other"));
        world.delete("farm-1.0.0.jar");
        eventually().untilAsserted(() -> assertThat(world.look().installations())
                .containsExactlyInAnyOrder("default farm 1.0.0 DISABLED", "other farm 1.0.0 DISABLED"));
        eventually().until(() -> world.operations.running().isEmpty());
    }

    /** Enabling it for one puts the file back; nobody has dropped that, so it says nothing about the other. */
    @Test
    void leavesAModuleDisabledWhoseFileCameBackForAnotherTenant() {
        removedForTwo();

        world.finish(world.enable.submit(Farm.NAME, "other", NodeWorld.ADMIN));
        lookedAtAnew();
        assertThat(world.look().installations())
                .containsExactlyInAnyOrder("default farm 1.0.0 DISABLED", "other farm 1.0.0 ENABLED");

        world.finish(world.uninstall.submit(Farm.NAME, "other", DataChoice.KEEP, NodeWorld.ADMIN));
        lookedAtAnew();
        assertThat(world.look().installations()).containsExactly("default farm 1.0.0 DISABLED");
        assertThat(world.look().files()).contains("farm-1.0.0.jar");
    }

    /** By a node that starts; the note of what comes last says that it has looked at all of it. */
    private void lookedAtAnew() {
        world.close();
        world.start();
        world.drop("zebra.zip", new byte[] {1});
        eventually().untilAsserted(() -> assertThat(note("zebra.zip")).contains("artifact-refused"));
        eventually().until(() -> world.operations.running().isEmpty());
        world.delete("zebra.zip");
        eventually().untilAsserted(() -> assertThat(note("zebra.zip")).isEmpty());
    }

    @Test
    void refusesAnUnsignedFileWithANoteThatGoesWithIt() {
        world.drop("farm-1.0.0.jar", OLD.jar());
        eventually().untilAsserted(() -> assertThat(note("farm-1.0.0")).contains("signature-missing"));

        world.drop("another.zip", new byte[] {1}); // the folder is looked at once more, and the file is not
        eventually().untilAsserted(() -> assertThat(note("another.zip")).contains("artifact-refused"));
        assertThat(world.audit.events)
                .extracting(event -> event.action() + " " + event.details().get("file"))
                .containsExactly("deploy.refuse farm-1.0.0.jar", "deploy.refuse another.zip");
        world.delete("farm-1.0.0.jar");

        eventually().untilAsserted(() -> assertThat(note("farm-1.0.0")).isEmpty());
        assertThat(world.look().installations()).isEmpty();
    }

    @Tag("attack")
    @Test
    void refusesChangedBytesAndLeavesWhatRunsAlone() {
        installed();
        var before = world.look();
        var changed = NEW.jar().clone();
        changed[changed.length / 2] ^= 1;

        world.drop("farm-1.1.0.jar", changed);
        world.drop("farm-1.1.0.jar.sig", NodeWorld.signature(NEW));

        eventually().untilAsserted(() -> assertThat(note("farm-1.1.0")).contains("digest-mismatch"));
        assertThat(world.look().installations()).isEqualTo(before.installations());
        assertThat(world.look().serves()).isEqualTo(before.serves());
    }

    @Test
    void refusesFilesThatAreNoModules() throws IOException {
        world.drop("evil.zip", new byte[] {1});
        world.drop("org.apache.felix.fileinstall-x.cfg", new byte[] {1});
        Files.createDirectory(home.resolve("deploy/folder"));

        eventually().untilAsserted(() -> {
            assertThat(note("evil.zip")).contains("artifact-refused");
            assertThat(note("org.apache.felix.fileinstall-x.cfg")).contains("artifact-refused");
            assertThat(note("folder")).contains("artifact-refused");
        });
    }

    @Test
    void restoresAFileThatIsMissingAtTheStart() throws IOException {
        installed();
        world.close();
        Files.delete(home.resolve("deploy/farm-1.0.0.jar"));

        world.start();

        assertThat(world.look().files()).contains("farm-1.0.0.jar");
        assertThat(world.look().serves()).containsExactly("/api/v1/farm 1.0.0");
    }

    @Tag("attack")
    @Test
    void doesNotLoadAVerifiedCopyThatWasChangedWhileStopped() throws IOException {
        installed();
        world.close();
        var copy = home.resolve("data/verified/" + OLD.sha256() + ".jar");
        var times = Files.getLastModifiedTime(copy);
        var bytes = Files.readAllBytes(copy);
        bytes[bytes.length / 2] ^= 1;
        Files.write(copy, bytes);
        Files.setLastModifiedTime(copy, times);
        var file = home.resolve("deploy/farm-1.0.0.jar");
        Files.delete(file);
        world.publish(NEW);
        world.registry.remove("1.0.0");

        world.start();

        eventually().untilAsserted(() -> assertThat(obstacle()).contains("no registry brings it"));
        assertThat(obstacle()).contains("Here its verified copy is gone or was changed");
        assertThat(world.look().loaded()).isEmpty();
        assertThat(world.look().installations()).containsExactly("default farm 1.0.0 ENABLED");

        world.drop(OLD);
        eventually().untilAsserted(() -> assertThat(world.look().serves()).containsExactly("/api/v1/farm 1.0.0"));
    }

    @Test
    void getsReadyAlthoughAModuleFailsInAWayThatNobodyForesaw() {
        installed();
        world.close();
        world.loadingFails = Optional.of(new IllegalStateException("made up"));

        world.start();

        assertThat(obstacle()).contains("its start failed on our side");
        assertThat(world.look().installations()).containsExactly("default farm 1.0.0 ENABLED");
        world.revisions.mend();
        assertThat(world.finish(world.enable.submit(Farm.NAME, Tenant.DEFAULT_ID, NodeWorld.ADMIN))
                        .failure())
                .isEmpty();
        assertThat(world.look().serves()).containsExactly("/api/v1/farm 1.0.0");
    }

    @Test
    void bringsALostCopyAgainFromTheRegistry() throws IOException {
        installed();
        world.close();
        Files.delete(home.resolve("data/verified/" + OLD.sha256() + ".jar"));

        world.start();

        eventually().untilAsserted(() -> assertThat(world.look().serves()).containsExactly("/api/v1/farm 1.0.0"));
        assertThat(obstacle()).isEmpty();
    }

    private void installed() {
        world.publish(OLD);
        world.finish(world.install("1.0.0"));
        assertThat(world.inventory.find(Tenant.DEFAULT_ID, Farm.NAME)).isPresent();
    }

    private String obstacle() {
        return world.obstacles.of(Farm.NAME).map(Obstacles.Obstacle::reason).orElse("");
    }

    private String note(String name) {
        try {
            var file = home.resolve("deploy").resolve(name + DropNotes.ENDING);
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException goneMeanwhile) {
            return "";
        }
    }

    private static ConditionFactory eventually() {
        return Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(15));
    }
}
