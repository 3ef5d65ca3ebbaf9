package com.a64platform.core.installer;

import com.a64platform.core.admission.Admission;
import com.a64platform.core.findings.BadVersions;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.StartBreaker;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.offers.Deliveries;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.planning.DataRules;
import com.a64platform.core.planning.NodeRequirements;
import com.a64platform.core.planning.PlannedChange;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.registry.Registries;
import com.a64platform.core.registry.RegistryClient;
import com.a64platform.core.trust.Trust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The steps that bring an artifact in, which installing, updating and enabling have in common. */
@Component(service = ArtifactSteps.class)
public final class ArtifactSteps {
    private final Registries registries;
    private final Admission admission;
    private final NodeRequirements requirements;
    private final Deliveries deliveries;
    private final Activation activation;
    private final Trust trust;
    private final Reconciliation reconciliation;
    private final StartBreaker breaker;
    private final BadVersions bad;

    @Activate
    public ArtifactSteps(
            @Reference Registries registries,
            @Reference Admission admission,
            @Reference NodeRequirements requirements,
            @Reference Deliveries deliveries,
            @Reference Activation activation,
            @Reference Trust trust,
            @Reference Reconciliation reconciliation,
            @Reference StartBreaker breaker,
            @Reference BadVersions bad) {
        this.registries = registries;
        this.admission = admission;
        this.requirements = requirements;
        this.deliveries = deliveries;
        this.activation = activation;
        this.trust = trust;
        this.reconciliation = reconciliation;
        this.breaker = breaker;
        this.bad = bad;
    }

    /** Downloads the artifact into the cache; nothing to do when it is here. */
    Step fetch() {
        return Step.of("fetch", this::fetch).undo(this::discard).retrying();
    }

    /** Admits what was downloaded; what is here was admitted when it came. */
    Step verify() {
        return Step.of("verify", this::verify);
    }

    /** Refuses what would not fit: dependencies, limits, routes of another module. */
    Step plan() {
        return plan(step -> {});
    }

    /** The same, and what else is looked at. */
    Step plan(Consumer<StepContext> more) {
        return Step.of("plan", step -> {
            requireFitting(step);
            more.accept(step);
        });
    }

    private VerifiedArtifact requireFitting(StepContext step) {
        var artifact = artifact(step);
        var beyond = Keys.beyondConsent(artifact.descriptor().permissions(), step);
        if (!beyond.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.CONSENT_MISSING,
                    artifact.name() + " " + artifact.version() + " asks for " + String.join(", ", beyond)
                            + ", which nobody has consented to and the catalog does not say; tell the registry's"
                            + " operator.");
        }
        requirements.check(
                artifact, step.tenantId(), step.operationId(), Set.copyOf(Keys.words(step.get(Keys.FOLLOWING))));
        return artifact;
    }

    /**
     * The same, and that the new version can read what the one before has written. When nobody can say what that was,
     * because its copy is lost, the new one may come: it is the remedy.
     *
     * @param replaced where the operation keeps the digest of the version before
     * @param more what else is looked at
     */
    Step planUpdate(String replaced, BiConsumer<StepContext, VerifiedArtifact> more) {
        return Step.of("plan", step -> {
            var next = requireFitting(step);
            activation
                    .serving(step.subject())
                    .or(() -> admission.admitted(step.get(replaced), step.get(Keys.PUBLISHER)))
                    .ifPresent(before -> DataRules.requireReads(next, before));
            more.accept(step, next);
        });
    }

    /** @throws ProblemException VERSION_MARKED_BAD when the artifact the operation is about was sick on this node */
    void refuseBad(Operation operation) {
        bad.refuse(operation.data().getOrDefault(Keys.SHA256, ""));
    }

    /**
     * Has this node made so as the store wants it by now: the prepared revision serves, its file is in deploy/, and what it
     * replaced is gone. After a crash the node's start does the same.
     */
    Step serve() {
        return Step.of("serve", this::serve);
    }

    /** Loads the revision beside the one that serves, unless the same artifact serves already. Returns what it is of. */
    VerifiedArtifact prepare(StepContext step) {
        var artifact = artifact(step);
        if (step.get(Keys.DROPPED).isEmpty()) {
            breaker.pardon(artifact.sha256()); // somebody asks for this very artifact
        }
        reconciliation.alone(step.subject(), () -> {
            if (!activation.serves(artifact)) {
                requirements.checkSwap(activation.prepare(artifact, startLimit(step)));
            }
        });
        return artifact;
    }

    void abandon(StepContext step) {
        reconciliation.alone(step.subject(), () -> activation.abandon(step.subject()));
    }

    /** @throws ProblemException CONFLICT when it is enabled and nothing keeps it from serving here */
    void refuseEnabled(Installation installation) {
        requirements.refuseEnabled(installation);
    }

    /** The admitted artifact the operation is about. */
    VerifiedArtifact artifact(StepContext step) {
        return admission
                .runnable(step.get(Keys.SHA256), step.get(Keys.PUBLISHER))
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.DIGEST_MISMATCH,
                        "The verified copy of " + step.subject() + " " + step.get(Keys.VERSION)
                                + " is gone or was changed; install it again from the registry or a file."));
    }

    /** Where the offer came from. */
    private RegistryClient registry(StepContext step) {
        return registries.named(step.get(Keys.REGISTRY));
    }

    private void fetch(StepContext step) {
        if (Keys.fromRegistry(step) && !admission.here(step.get(Keys.SHA256))) {
            var staged = registry(step)
                    .artifact(
                            step.subject(),
                            step.get(Keys.VERSION),
                            step.get(Keys.SHA256),
                            Long.parseLong(step.get(Keys.LENGTH)));
            step.put(Keys.STAGED, staged.toString());
        }
    }

    private void discard(StepContext step) {
        if (!step.get(Keys.STAGED).isEmpty()) {
            registry(step).discard(Path.of(step.get(Keys.STAGED)));
        }
    }

    private void verify(StepContext step) {
        if (!Keys.fromRegistry(step)) {
            admission.report(step.get(Keys.SHA256)).ifPresent(report -> step.say(report.sentence()));
            return;
        }
        var artifact = step.get(Keys.STAGED).isEmpty()
                ? admission.again(step.get(Keys.SHA256))
                : admission.admit(
                        Path.of(step.get(Keys.STAGED)),
                        Optional.of(registry(step).signature(step.subject(), step.get(Keys.VERSION))));
        Deliveries.requireListed(artifact, step.get(Keys.SHA256), step.get(Keys.PUBLISHER));
        step.say(artifact.report().sentence());
        discard(step);
    }

    /** Downloads and admits what a plan wants, before anything is changed; nothing to do when it is here. */
    public void bring(PlannedChange change) {
        deliveries.bring(new Deliveries.Order(
                change.registry(),
                change.module(),
                change.version(),
                change.sha256(),
                change.publisher(),
                change.downloadBytes()));
    }

    private void serve(StepContext step) {
        boolean dropped = !step.get(Keys.DROPPED).isEmpty();
        reconciliation
                .settle(step.subject(), Reconciliation.Settling.serving(dropped))
                .ifPresent(step::say);
        trust.admit(step.subject(), step.get(Keys.VERSION), step.get(Keys.PUBLISHER), step.get(Keys.REGISTRY));
    }

    /** How long a module may take to start within the operation that this step is of. */
    public static Duration startLimit(StepContext step) {
        var left = step.remaining();
        var limit = Activation.START_LIMIT;
        return left.compareTo(limit) < 0 ? left : limit;
    }
}
