package com.a64platform.core.offers;

import com.a64platform.core.admission.Admission;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.registry.Registries;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Brings what registries offer through the gate. Thread-safe. */
@Component(service = Deliveries.class)
public final class Deliveries {
    private final Registries registries;
    private final Admission admission;

    @Activate
    public Deliveries(@Reference Registries registries, @Reference Admission admission) {
        this.registries = registries;
        this.admission = admission;
    }

    /** One artifact of a registry. */
    public record Order(String registry, String module, String version, String sha256, String publisher, long length) {}

    /**
     * Downloads and admits an artifact; nothing to do when it is here.
     *
     * @throws ProblemException as the registry and the gate refuse; DIGEST_MISMATCH for another artifact than is listed
     */
    public void bring(Order order) {
        if (admission.here(order.sha256())) {
            return;
        }
        var registry = registries.named(order.registry());
        var staged = registry.artifact(order.module(), order.version(), order.sha256(), order.length());
        try {
            var signature = registry.signature(order.module(), order.version());
            requireListed(admission.admit(staged, Optional.of(signature)), order.sha256(), order.publisher());
        } finally {
            registry.discard(staged);
        }
    }

    /** @throws ProblemException DIGEST_MISMATCH */
    public static void requireListed(VerifiedArtifact artifact, String sha256, String publisher) {
        if (!artifact.sha256().equals(sha256) || !artifact.publisher().equals(publisher)) {
            throw new ProblemException(
                    ErrorCode.DIGEST_MISMATCH,
                    "The registry delivered another artifact than its catalog lists; tell the registry's operator.");
        }
    }
}
