package com.a64platform.core.installer;

import com.a64platform.api.ModuleLifecycle;
import com.a64platform.core.admission.Admission;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.leasing.LicenseExchange;
import com.a64platform.core.licensing.LicenseDecision;
import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.licensing.LicenseService.LicenseSubject;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.offers.Catalogs;
import com.a64platform.core.offers.Offer;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.TenantRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Installs one module into one tenant. Reads top to bottom; every line may refuse. */
@Component(service = InstallModule.class)
public final class InstallModule implements OperationDefinition {
    static final String KIND = "install";

    private final Operations operations;
    private final Catalogs catalogs;
    private final LicenseService licenses;
    private final LicenseExchange exchange;
    private final ArtifactSteps artifacts;
    private final Admission admission;
    private final Hooks hooks;
    private final Activation activation;
    private final Inventory inventory;
    private final TenantRepository tenants;
    private final Duration limit;
    /** Licenses on their way from the request to the vault, by operation data; never written down in plain. */
    private final Map<String, String> handedIn = new ConcurrentHashMap<>();

    @Activate
    public InstallModule(
            @Reference Operations operations,
            @Reference Catalogs catalogs,
            @Reference LicenseService licenses,
            @Reference LicenseExchange exchange,
            @Reference ArtifactSteps artifacts,
            @Reference Admission admission,
            @Reference Hooks hooks,
            @Reference Activation activation,
            @Reference Inventory inventory,
            @Reference TenantRepository tenants,
            @Reference Platform platform) {
        this.tenants = tenants;
        this.operations = operations;
        this.catalogs = catalogs;
        this.licenses = licenses;
        this.exchange = exchange;
        this.artifacts = artifacts;
        this.admission = admission;
        this.hooks = hooks;
        this.activation = activation;
        this.inventory = inventory;
        this.limit = platform.settings().installTimeout();
    }

    /**
     * What an administrator asks for.
     *
     * @param version SemVer or {@code latest}
     * @param license as typed; empty for none
     */
    public record Request(String module, String version, String license, String tenantId, Audit.Actor actor) {}

    /**
     * Decides about the license before anything is downloaded, and starts the installation.
     *
     * @throws ProblemException MODULE_ALREADY_INSTALLED, MODULE_NOT_FOUND, LICENSE_MISSING, LICENSE_REFUSED or
     *     OPERATION_IN_PROGRESS; nothing was changed
     */
    public Operation submit(Request request) {
        inventory.find(request.tenantId(), request.module()).ifPresent(InstallModule::refuseSecond);
        var offer = offer(request.module(), request.version());
        return start(offer, request.tenantId(), request.license(), "", request.actor());
    }

    /** Installs an admitted artifact that somebody has put into deploy/, into the default tenant. */
    public Operation submitDropped(VerifiedArtifact artifact, String file, String license, String tenantId) {
        return submitAdmitted(artifact, file, license, tenantId, Audit.Actor.SYSTEM);
    }

    /** Installs an admitted artifact into a tenant for somebody. */
    public Operation submitAdmitted(
            VerifiedArtifact artifact, String file, String license, String tenantId, Audit.Actor actor) {
        var offer = Offer.here(artifact.descriptor(), artifact.sha256(), artifact.publisher());
        return start(offer, tenantId, license, file, actor);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Duration limit() {
        return limit;
    }

    @Override
    public List<Step> steps() {
        return List.of(
                Step.of("license", this::keepLicense).undo(this::forgetLicense),
                artifacts.fetch(),
                artifacts.verify(),
                artifacts.plan(),
                artifacts.deploy(),
                Step.of("ready", this::ready).undo(artifacts::abandon),
                Step.of("record", this::record).undo(this::unrecord).asPivot(),
                artifacts.serve());
    }

    /**
     * Two may have asked at once; the one that had to wait finds the other's installation. A tenant that is closed at this
     * moment either has this operation in its way or is found closed here.
     */
    @Override
    public void recheck(Operation operation) {
        if (tenants.find(operation.tenantId()).filter(Tenant::open).isEmpty()) {
            throw new ProblemException(ErrorCode.CONFLICT, "The tenant is closed; nothing is installed into it.");
        }
        artifacts.refuseBad(operation);
        inventory.find(operation.tenantId(), operation.subject()).ifPresent(InstallModule::refuseSecond);
    }

    private Operation start(Offer offer, String tenantId, String license, String dropped, Audit.Actor actor) {
        var data = Keys.of(offer, actor);
        data.put(Keys.DROPPED, dropped);
        if (offer.descriptor().licensing().required()) {
            var subject = new LicenseSubject(tenantId, offer.name(), offer.version(), offer.publisher());
            var ready = exchange.ready(license, subject);
            decide(ready, subject).orThrow();
            data.put(Keys.LICENSE, UUID.randomUUID().toString());
            handedIn.put(data.get(Keys.LICENSE), ready);
        }
        try {
            return operations.submit(KIND, offer.name(), tenantId, actor.userId(), data);
        } catch (ProblemException refused) {
            handedIn.remove(data.getOrDefault(Keys.LICENSE, ""));
            throw refused;
        }
    }

    /** A license that was handed in counts alone; without one, the vault may still have one from before. */
    private LicenseDecision decide(String license, LicenseSubject subject) {
        return license.isBlank() ? licenses.current(subject) : licenses.decide(license, subject);
    }

    /** One version serves on a node: what serves already is what another tenant gets. */
    private Offer offer(String module, String version) {
        Optional<Installation> other = inventory.ofModule(module).stream().findFirst();
        if (other.isEmpty()) {
            return catalogs.find(module, version);
        }
        var installed = other.get();
        if (!version.equals(Catalogs.LATEST) && !version.equals(installed.version())) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "Version " + installed.version() + " of " + module
                            + " serves other tenants here; install that one, or"
                            + " update the module for all of them first.");
        }
        var artifact = admission
                .admitted(installed.sha256(), installed.publisher())
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.DIGEST_MISMATCH, "The verified copy of " + module + " is gone; update the module."));
        return Offer.here(artifact.descriptor(), artifact.sha256(), artifact.publisher());
    }

    private void keepLicense(StepContext step) {
        if (step.get(Keys.LICENSE).isEmpty()) {
            return;
        }
        var license =
                Optional.ofNullable(handedIn.remove(step.get(Keys.LICENSE))).orElse("");
        if (license.isBlank()) {
            licenses.current(subject(step)).orThrow();
        } else {
            // Only one that was not there before may be forgotten when this fails.
            var known = !(licenses.current(subject(step)) instanceof LicenseDecision.Refused refused
                    && refused.reason() == LicenseDecision.Reason.MISSING);
            step.put("licenseKnown", Boolean.toString(known));
            licenses.keep(license, subject(step));
        }
    }

    private void forgetLicense(StepContext step) {
        if (step.get("licenseKnown").equals("false")) {
            licenses.forget(step.tenantId(), step.subject());
        }
    }

    private void ready(StepContext step) {
        artifacts.prepare(step);
        activation.newest(step.subject()).ifPresent(revision -> {
            hooks.call(revision, step.tenantId(), ModuleLifecycle::onInstall);
            hooks.call(revision, step.tenantId(), ModuleLifecycle::onEnable);
        });
    }

    private void record(StepContext step) {
        if (inventory.reread(step.tenantId(), step.subject()).isPresent()) {
            return; // A crash after the write, here or on another node; the document is the truth.
        }
        var artifact = artifacts.artifact(step);
        var now = Instant.now();
        var installation = new Installation(
                step.operationId(),
                step.tenantId(),
                artifact.name(),
                artifact.version(),
                artifact.sha256(),
                artifact.publisher(),
                InstallationState.ENABLED,
                "",
                summary(step),
                artifact.descriptor().permissions(),
                artifact.descriptor().config().defaults(),
                step.startedBy(),
                now,
                now,
                0);
        inventory.add(installation, step.fence());
    }

    /** The write may have happened though it failed; the installation's id tells whose it is. */
    private void unrecord(StepContext step) {
        var there = inventory.reread(step.tenantId(), step.subject());
        if (there.isEmpty() || there.get().id().equals(step.operationId())) {
            inventory.remove(step.tenantId(), step.subject(), step.operationId(), step.fence());
        }
    }

    private Optional<Installation.LicenseSummary> summary(StepContext step) {
        return step.get(Keys.LICENSE).isEmpty()
                ? Optional.empty()
                : Optional.of(
                        LicenseSummaries.of(licenses.current(subject(step)).orThrow()));
    }

    private static LicenseSubject subject(StepContext step) {
        return new LicenseSubject(step.tenantId(), step.subject(), step.get(Keys.VERSION), step.get(Keys.PUBLISHER));
    }

    private static void refuseSecond(Installation installation) {
        throw new ProblemException(
                ErrorCode.MODULE_ALREADY_INSTALLED,
                "Module " + installation.moduleName() + " " + installation.version() + " is installed and "
                        + installation.desiredState() + "; update or enable it instead.");
    }
}
