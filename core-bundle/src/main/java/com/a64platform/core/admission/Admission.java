package com.a64platform.core.admission;

import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.findings.ScanReport;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.scanning.ArtifactScan;
import com.a64platform.core.scanning.ScannedArtifact;
import com.a64platform.core.trust.ArtifactStatement;
import com.a64platform.core.trust.Trust;
import com.a64platform.core.versions.Version;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one gate: whatever brings an artifact, a registry, an upload or a hand, it passes here or does not run. Every check
 * fails closed. Licenses are asked about by the operations, which know for whom. Thread-safe.
 */
@Component(service = Admission.class)
public final class Admission {
    private static final Logger log = LoggerFactory.getLogger(Admission.class);

    private final VerifiedCopies copies;
    private final Trust trust;
    private final ArtifactScan scan;
    private final DescriptorReader descriptors;
    private final boolean production;

    @Activate
    public Admission(
            @Reference VerifiedCopies copies,
            @Reference Trust trust,
            @Reference ArtifactScan scan,
            @Reference DescriptorReader descriptors,
            @Reference Platform platform) {
        this.copies = copies;
        this.trust = trust;
        this.scan = scan;
        this.descriptors = descriptors;
        this.production = platform.settings().production();
    }

    /**
     * Copies, hashes, verifies and looks into an artifact.
     *
     * @param signature the bytes of its {@code .jar.sig}, when there is one
     * @throws ProblemException that says what is wrong with it and what to do; no copy is left behind
     */
    public VerifiedArtifact admit(Path jar, Optional<byte[]> signature) {
        var copy = copies.take(jar);
        try {
            var statement = signature.map(bytes -> trust.verifyArtifact(bytes, copy.sha256(), copy.length()));
            refuseUnsigned(statement);
            var artifact = examine(copy, statement);
            trust.check(artifact.name(), artifact.version(), artifact.publisher(), "");
            signature.ifPresent(bytes -> copies.keepSignature(copy.sha256(), bytes));
            copies.keepReport(copy.sha256(), artifact.report());
            return artifact;
        } catch (ProblemException refusal) {
            copies.drop(copy);
            throw refusal;
        }
    }

    /**
     * Does the work and keeps what it admits from being cleared away, as wanted by nobody, until it has ended. For whoever
     * admits before an operation says what for.
     */
    public <T> T holding(Supplier<T> work) {
        return copies.holding(work);
    }

    /**
     * An artifact that was admitted before, from its verified copy. Its digest is what was admitted, so it is let in
     * without asking anybody's metadata again: that may have expired since. It is scanned again only when the rules have
     * changed or nobody knows what they said.
     *
     * @throws ProblemException ARTIFACT_REFUSED when the rules of today refuse it
     */
    public Optional<VerifiedArtifact> admitted(String sha256, String publisher) {
        return copies.intact(sha256).map(copy -> {
            var scanned = known(copy).orElseGet(() -> scanAgain(copy));
            var signed = !publisher.equals(VerifiedArtifact.UNSIGNED);
            return new VerifiedArtifact(scanned.descriptor(), sha256, publisher, copy.file(), signed, scanned.report());
        });
    }

    /**
     * The same, to be run. The store that names it may have been restored: what is older than the highest version that ran
     * here stays out all the same. When nobody can say what ran here, what was admitted goes on.
     *
     * @throws ProblemException VERSION_TOO_OLD, or as {@link #admitted}
     */
    public Optional<VerifiedArtifact> runnable(String sha256, String publisher) {
        var artifact = admitted(sha256, publisher);
        artifact.filter(VerifiedArtifact::signed).ifPresent(this::refuseBelowFloor);
        return artifact;
    }

    /** Whether the copy of an artifact is here that was admitted with a signature. */
    public boolean here(String sha256) {
        return copies.signature(sha256).isPresent() && copies.intact(sha256).isPresent();
    }

    /**
     * Takes an artifact that is {@link #here} through the gate once more, as if it came now.
     *
     * @throws ProblemException as {@link #admit}; ARTIFACT_REFUSED when it is not here any more
     */
    public VerifiedArtifact again(String sha256) {
        return copies.intact(sha256)
                .map(copy -> admit(copy.file(), copies.signature(sha256)))
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.ARTIFACT_REFUSED, "The verified copy went away while it was looked at; try again."));
    }

    private void refuseBelowFloor(VerifiedArtifact artifact) {
        floor(artifact.name())
                .filter(floor -> Version.parse(artifact.version()).compareTo(Version.parse(floor)) < 0)
                .ifPresent(floor -> {
                    throw new ProblemException(
                            ErrorCode.VERSION_TOO_OLD,
                            artifact.name() + " " + artifact.version() + " is older than " + floor
                                    + ", which ran here already; install that or a newer one.");
                });
    }

    private Optional<String> floor(String module) {
        try {
            return trust.floor(module);
        } catch (ProblemException unknown) {
            log.error("Nobody can say which version of {} ran here; what was admitted goes on", module, unknown);
            return Optional.empty();
        }
    }

    /** What the scan of an artifact found when it was looked at last. */
    public Optional<ScanReport> report(String sha256) {
        return copies.report(sha256);
    }

    private Optional<ScannedArtifact> known(VerifiedCopies.Copy copy) {
        return copies.report(copy.sha256())
                .filter(report -> report.rulesVersion().equals(scan.rulesVersion()))
                .filter(ScanReport::passes)
                .map(report -> scan.again(copy.file(), descriptors::readAdmitted, report));
    }

    private ScannedArtifact scanAgain(VerifiedCopies.Copy copy) {
        var scanned = scan.scan(copy.file(), descriptors::readAdmitted);
        copies.keepReport(copy.sha256(), scanned.report());
        return scanned;
    }

    private VerifiedArtifact examine(VerifiedCopies.Copy copy, Optional<ArtifactStatement> statement) {
        var scanned = scan.scan(copy.file(), descriptors::read);
        var descriptor = scanned.descriptor();
        statement.ifPresent(said -> {
            if (!said.name().equals(descriptor.name()) || !said.version().equals(descriptor.version())) {
                throw new ProblemException(
                        ErrorCode.SIGNATURE_INVALID,
                        "The signature is for " + said.name() + " " + said.version() + ", the artifact says it is "
                                + descriptor.name() + " " + descriptor.version()
                                + "; get both from the publisher again.");
            }
        });
        var publisher = statement.map(ArtifactStatement::publisher).orElse(VerifiedArtifact.UNSIGNED);
        return new VerifiedArtifact(
                descriptor, copy.sha256(), publisher, copy.file(), statement.isPresent(), scanned.report());
    }

    private void refuseUnsigned(Optional<ArtifactStatement> statement) {
        if (statement.isEmpty() && production) {
            throw new ProblemException(
                    ErrorCode.SIGNATURE_MISSING,
                    "There is no signature beside it; put the publisher's NAME.jar.sig next to NAME.jar.");
        }
    }
}
