package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.modules.InstallationState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What somebody wants of a module, and what works on it: real faults, and what is told of each. */
class WhyTest extends AskingANode {
    @Test
    void nothingIsWrong() {
        node.install();

        assertThat(node.why().serves()).isTrue();
        assertThat(node.why().causes()).isEmpty();
        assertThat(node.why().advice()).isEmpty();
        assertThat(node.why().findings()).anyMatch(finding -> finding.contains("is meant to be ENABLED"));
    }

    @Test
    void notInstalled() {
        node.first("not-installed", "not installed for this tenant", "POST /api/v1/modules/install");
    }

    @Test
    void disabledByAnAdministrator() {
        node.install();
        node.world.finish(node.world.disable.submit(Farm.NAME, AskedNode.MINE, NodeWorld.ADMIN));

        node.first("disabled", "disabled by an administrator", "POST /api/v1/modules/farm/enable");
    }

    @Test
    void fileRemoved() {
        node.install();
        node.world.delete(Farm.version(AskedNode.OLD).file());
        node.awaitState(InstallationState.DISABLED);

        node.first("file-removed", "removed from deploy/", "puts its file back");
    }

    @Test
    void operationRuns() {
        var go = new CountDownLatch(1);
        node.world.atFetch = () -> FarmSettings.await(go);
        var running = node.world.install(AskedNode.OLD);

        Awaitility.await().untilAsserted(() -> assertThat(node.codes()).contains("operation-running"));
        var cause = node.first("operation-running", "Operation install works on it", "/cancel");
        assertThat(cause.evidence()).containsEntry("operation", running.id()).containsEntry("step", "fetch");
        go.countDown();
        node.world.finish(running);
    }

    @Test
    void diskFullDuringAnInstall() {
        node.world.atFetch = () -> {
            try {
                Files.write(Path.of("/dev/full"), new byte[] {1});
            } catch (IOException full) {
                throw new UncheckedIOException(full);
            }
        };
        node.world.finish(node.world.install(AskedNode.OLD));

        var cause = node.first("storage-full", "The last install failed at step fetch", "df -h");
        assertThat(cause.evidence()).containsEntry("error", "storage-full").containsKeys("operation", "step");
    }

    @Test
    void routeGone() {
        node.install();
        node.world.routes.detach(node.world.routes.ofModule(Farm.NAME).orElseThrow());

        var cause = node.first("route-missing", "no route leads to it", "POST /api/v1/modules/farm/disable");
        assertThat(cause.evidence()).containsKey("bundle");
    }

    @Test
    void settingsListenerThrows() {
        node.install();
        node.world.revisions.listener(context -> {
            throw new IllegalStateException("no line");
        });
        new FarmSettings(node.world).change(Map.of("wells", 2));

        node.awaitFirst("settings-invalid");
        node.first("settings-invalid", "throws", "PUT /api/v1/modules/farm/config");
    }
}
