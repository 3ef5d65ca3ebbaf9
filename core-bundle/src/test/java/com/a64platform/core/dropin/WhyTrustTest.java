package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.licensing.LicenseDecision.Reason;
import com.a64platform.core.licensing.LicenseDecision.Refused;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Licenses, publishers and registries: real faults, and what is told of each. */
class WhyTrustTest extends AskingANode {
    @Test
    void licenseExpiredWhileItRan() {
        node.install();
        node.world.decisions.put(AskedNode.MINE, new Refused(Reason.EXPIRED, "Get a newer one."));
        node.world.watch.wake();
        node.awaitState(InstallationState.DISABLED);

        var cause = node.first("license-expired", "Get a newer one.", "PUT /api/v1/modules/farm/license");
        assertThat(cause.evidence()).containsEntry("license", "1");
    }

    @Test
    void licenseRevokedWhileTheNodeWasDown() {
        node.install();
        node.world.close();
        node.world.decisions.put(AskedNode.MINE, new Refused(Reason.REVOKED, "Ask for another."));
        node.world.start();

        node.first("license-revoked", "Ask for another.", "Ask its issuer why it was revoked");
    }

    @Test
    void publisherRevoked() {
        node.install();
        node.world.doubt = Optional.of("publisher revoked");

        var cause = node.first("publisher-revoked", "flagged: publisher revoked", "./a64 trust list");
        assertThat(cause.evidence()).containsEntry("publisher", "publisher");
    }

    @Test
    void catalogCannotBeBelieved() {
        node.install();
        node.world.atCatalog = () -> {
            throw new ProblemException(ErrorCode.TRUST_METADATA_INVALID, "the timestamp has expired");
        };
        node.planQuietly();

        var cause = node.first("trust-metadata-invalid", "the timestamp has expired", "./a64 registry renew");
        assertThat(cause.evidence()).containsEntry("registry", "default");
        node.world.atCatalog = () -> {};
        node.planQuietly();
        assertThat(node.codes()).isEmpty();
    }

    @Test
    void registryDoesNotAnswer() {
        node.install();
        node.world.atCatalog = () -> {
            throw new ProblemException(ErrorCode.REGISTRY_UNAVAILABLE, "no route to host");
        };
        node.planQuietly();

        node.first("registry-unavailable", "no route to host", "MODULE_REGISTRY");
    }
}
