package com.a64platform.core.installer;

import com.a64platform.api.ModuleLifecycle;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.configuring.SettingsSteps;
import com.a64platform.core.leasing.LicenseExchange;
import com.a64platform.core.licensing.LicenseDecision;
import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.licensing.LicenseService.LicenseSubject;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.offers.Offer;
import com.a64platform.core.operations.ModuleVerb;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.planning.KeptData;
import com.a64platform.core.planning.NodeRequirements;
import com.a64platform.core.planning.PlannedChange;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.safekeeping.DataSteps;
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
    static final String KIND = ModuleVerb.INSTALL.kind();

    private static final String NOT_ACTIVATED = "installed without being activated; enable it when it shall serve";

    private static final String SETTINGS_LENT = "settingsLent";

    private final Operations operations;
    private final LicenseService licenses;
    private final LicenseExchange exchange;
    private final ArtifactSteps artifacts;
    private final SettingsSteps settings;
    private final KeptData kept;
    private final DataSteps data;
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
            @Reference LicenseService licenses,
            @Reference LicenseExchange exchange,
            @Reference ArtifactSteps artifacts,
            @Reference SettingsSteps settings,
            @Reference KeptData kept,
            @Reference DataSteps data,
            @Reference Hooks hooks,
            @Reference Activation activation,
            @Reference Inventory inventory,
            @Reference TenantRepository tenants,
            @Reference Platform platform) {
        this.tenants = tenants;
        this.operations = operations;
        this.licenses = licenses;
        this.exchange = exchange;
        this.artifacts = artifacts;
        this.settings = settings;
        this.kept = kept;
        this.data = data;
        this.hooks = hooks;
        this.activation = activation;
        this.inventory = inventory;
        this.limit = platform.settings().installTimeout();
    }

    /**
     * Installs what was planned and agreed to. Decides about the license before anything is downloaded.
     *
     * @param license as typed; empty for none
     * @param settingsId the version of the settings that was prepared for it; empty for the defaults
     * @param lent whether that version stays when this fails: who started it removes it, or tries again with it
     * @throws ProblemException MODULE_ALREADY_INSTALLED, LICENSE_MISSING, LICENSE_REFUSED or OPERATION_IN_PROGRESS; nothing
     *     was changed
     */
    public Operation submit(PlannedChange change, String license, String settingsId, boolean lent, Audit.Actor actor) {
        inventory.find(change.tenantId(), change.module()).ifPresent(NodeRequirements::refuseSecond);
        var data = Keys.of(change, actor);
        data.put(Keys.ACTIVATE, Boolean.toString(change.activate()));
        data.put(SettingsSteps.PREPARED + change.tenantId(), settingsId);
        data.put(SETTINGS_LENT, Boolean.toString(lent));
        return start(change.required(), change.tenantId(), license, data, actor);
    }

    /** Installs an admitted artifact that somebody has put into deploy/, into the default tenant. */
    public Operation submitDropped(VerifiedArtifact artifact, String file, String license, String tenantId) {
        var offer = Offer.here(artifact.descriptor(), artifact.sha256(), artifact.publisher());
        var data = Keys.of(offer, Audit.Actor.SYSTEM);
        data.put(Keys.DROPPED, file);
        return start(offer, tenantId, license, data, Audit.Actor.SYSTEM);
    }

    /**
     * Installs an admitted artifact into a tenant for somebody.
     *
     * @param activate whether it is enabled at once
     */
    public Operation submitAdmitted(
            VerifiedArtifact artifact, String license, String tenantId, boolean activate, Audit.Actor actor) {
        var offer = Offer.here(artifact.descriptor(), artifact.sha256(), artifact.publisher());
        var data = Keys.of(offer, actor);
        data.put(Keys.ACTIVATE, Boolean.toString(activate));
        return start(offer, tenantId, license, data, actor);
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
    public void takenUp(Operation operation) {
        inventory.refresh(operation.subject());
    }

    @Override
    public List<Step> steps() {
        return List.of(
                Step.of("license", this::keepLicense).undo(this::forgetLicense),
                artifacts.fetch(),
                artifacts.verify(),
                artifacts.plan(this::planData),
                Step.of("ready", this::ready).undo(artifacts::abandon),
                Step.of("record", this::record).undo(this::unrecord).asPivot(),
                artifacts.serve(),
                Step.of("kept", data::takenUp));
    }

    /** What was given counts; without it what the module has left in the tenant. */
    private void planData(StepContext step) {
        var descriptor = artifacts.artifact(step).descriptor();
        settings.checkGiven(step, descriptor);
        kept.check(step.tenantId(), descriptor);
        if (settings.preparedId(step, step.tenantId()).isEmpty()) {
            settings.prepareKept(step, descriptor);
        }
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
        inventory.find(operation.tenantId(), operation.subject()).ifPresent(NodeRequirements::refuseSecond);
    }

    private Operation start(Offer offer, String tenantId, String license, Map<String, String> data, Audit.Actor actor) {
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
        if (step.get(SETTINGS_LENT).equals("true")) {
            settings.abandonOwn(step);
        } else {
            settings.abandon(step);
        }
        if (step.get("licenseKnown").equals("false")) {
            licenses.forget(step.tenantId(), step.subject());
        }
    }

    private void ready(StepContext step) {
        if (!Keys.activates(step)) {
            return;
        }
        artifacts.prepare(step);
        activation.newest(step.subject()).ifPresent(revision -> {
            var given = settings.preparedId(step, step.tenantId());
            hooks.call(revision, step.tenantId(), given, ModuleLifecycle::onInstall);
            hooks.call(revision, step.tenantId(), given, ModuleLifecycle::onEnable);
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
                artifact.descriptor().routePrefix(),
                Keys.activates(step) ? InstallationState.ENABLED : InstallationState.DISABLED,
                Keys.activates(step) ? "" : NOT_ACTIVATED,
                summary(step),
                artifact.descriptor().permissions(),
                settings.preparedId(step, step.tenantId()),
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
}
