package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.reasons.Cause;
import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Files in deploy/ that are refused: real faults, and what is told of each. */
class WhyDropTest extends AskingANode {
    @Test
    void droppedWithoutALicense() {
        node.world.drop(Farm.version(AskedNode.OLD));

        node.awaitFirst("license-missing");
        var cause = node.first("license-missing", "MISSING: Get one.", "put NAME-VERSION.license beside the file");
        assertThat(cause.evidence()).containsEntry("file", "farm-1.0.0.jar");
        assertThat(cause.since()).isPresent();
        assertThat(node.codes()).as("behind it").contains("not-installed");
    }

    @Test
    void droppedWithoutASignature() {
        node.world.drop(
                Farm.version(AskedNode.OLD).file(), Farm.version(AskedNode.OLD).jar());

        node.awaitFirst("signature-missing");
        var cause = node.first("signature-missing", "There is no signature beside it", "NAME-VERSION.jar.sig beside");
        assertThat(cause.evidence()).containsEntry("file", "farm-1.0.0.jar");
    }

    @Test
    void droppedWithASignatureOfOtherBytes() {
        node.world.drop("farm-1.0.0.jar.sig", NodeWorld.signature(Farm.version(AskedNode.NEW)));
        node.world.drop("farm-1.0.0.jar", Farm.version(AskedNode.OLD).jar());

        node.awaitFirst("digest-mismatch");
        node.first("digest-mismatch", "about other bytes", "./a64 module verify");
    }

    @Test
    void droppedWithoutWhatItNeeds() {
        var barn = Made.module("barn", AskedNode.OLD, "", "farm ^1.0.0");
        node.world.drop("barn-1.0.0.jar.sig", barn.signature());
        node.world.drop("barn-1.0.0.jar", barn.jar());

        Awaitility.await().untilAsserted(() -> assertThat(
                        node.world.report.why("barn", AskedNode.MINE).causes())
                .first()
                .extracting(Cause::code)
                .isEqualTo("dependency-missing"));
        var cause = node.world.report.why("barn", AskedNode.MINE).causes().get(0);
        assertThat(cause.observed()).contains("It needs module farm ^1.0.0");
        assertThat(cause.advice()).contains("POST /api/v1/modules/plan");
    }

    @Test
    void olderThanWhatRanHere() {
        node.world.floors.put(Farm.NAME, "2.0.0");
        node.world.drop(Farm.version(AskedNode.OLD));

        node.awaitFirst("version-too-old");
        node.first("version-too-old", "It is older than 2.0.0", "not older than the one that ran here");
    }

    @Test
    void noMoreModulesAllowed() {
        node.world.close();
        node.world.maxModules = 0;
        node.world.start();
        node.world.drop("farm-1.0.0.license", NodeWorld.LICENSE.getBytes(StandardCharsets.UTF_8));
        node.world.drop(Farm.version(AskedNode.OLD));

        node.awaitFirst("module-limit-reached");
        node.first("module-limit-reached", "as many as MAX_MODULES allows", "raise MAX_MODULES");
    }
}
