package com.a64platform.core.installer;

import com.a64platform.core.admission.DeployFiles;
import com.a64platform.core.audit.Audit;
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
import com.a64platform.core.versions.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Brings a module to another version, for all tenants that have it: the new revision gets ready beside the old one, the
 * route is swapped, the old one drains and goes.
 */
@Component(service = UpdateModule.class)
public final class UpdateModule implements OperationDefinition {
    public static final String KIND = "update";

    private final Operations operations;
    private final Catalogs catalogs;
    private final LicenseService licenses;
    private final ArtifactSteps artifacts;
    private final Hooks hooks;
    private final Activation activation;
    private final DeployFiles files;
    private final Inventory inventory;
    private final Duration limit;

    @Activate
    public UpdateModule(
            @Reference Operations operations,
            @Reference Catalogs catalogs,
            @Reference LicenseService licenses,
            @Reference ArtifactSteps artifacts,
            @Reference Hooks hooks,
            @Reference Activation activation,
            @Reference DeployFiles files,
            @Reference Inventory inventory,
            @Reference Platform platform) {
        this.operations = operations;
        this.catalogs = catalogs;
        this.licenses = licenses;
        this.artifacts = artifacts;
        this.hooks = hooks;
        this.activation = activation;
        this.files = files;
        this.inventory = inventory;
        this.limit = platform.settings().installTimeout();
    }

    /**
     * Starts an update from the registry.
     *
     * @param version SemVer or {@code latest}
     * @throws ProblemException MODULE_NOT_INSTALLED, MODULE_NOT_FOUND, VERSION_TOO_OLD, VERSION_MARKED_BAD or CONFLICT when
     *     that version serves already
     */
    public Operation submit(String module, String version, Audit.Actor actor, String tenantId) {
        var installed = any(module);
        var offer = catalogs.find(module, version);
        requireNewer(installed, offer);
        return start(offer, installed, tenantId, "", actor);
    }

    /** Updates to an admitted artifact that somebody has put into deploy/. */
    public Operation submitDropped(VerifiedArtifact artifact, String file, String tenantId) {
        return submitAdmitted(artifact, file, tenantId, Audit.Actor.SYSTEM);
    }

    /** Updates to an admitted artifact for somebody. */
    public Operation submitAdmitted(VerifiedArtifact artifact, String file, String tenantId, Audit.Actor actor) {
        var offer = Offer.here(artifact.descriptor(), artifact.sha256(), artifact.publisher());
        return start(offer, any(artifact.name()), tenantId, file, actor);
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
                Step.of("license", this::requireLicenses),
                artifacts.fetch(),
                artifacts.verify(),
                artifacts.planUpdate(Keys.REPLACED),
                artifacts.deploy(),
                Step.of("ready", this::ready).undo(artifacts::abandon),
                Step.of("record", this::record).undo(this::unrecord).asPivot(),
                artifacts.serve(),
                Step.of("clean", step -> files.retire(step.get(Keys.REPLACED))));
    }

    @Override
    public void recheck(Operation operation) {
        artifacts.refuseBad(operation);
    }

    private Operation start(Offer offer, Installation installed, String tenantId, String dropped, Audit.Actor actor) {
        var data = Keys.of(offer, actor);
        data.put(Keys.DROPPED, dropped);
        data.put(Keys.REPLACED, installed.sha256());
        data.put(Keys.REPLACED_VERSION, installed.version());
        data.put(Keys.REPLACED_PERMISSIONS, String.join(" ", installed.permissions()));
        data.put(Keys.REPLACED_SETTINGS, KeptSettings.write(inventory.ofModule(offer.name())));
        return operations.submit(KIND, offer.name(), tenantId, actor.userId(), data);
    }

    /** Every tenant that runs the module must be allowed to run the new version. */
    private void requireLicenses(StepContext step) {
        for (var installation : inventory.ofModule(step.subject())) {
            if (installation.license().isPresent() && enabled(installation)) {
                licenses.current(new LicenseSubject(
                                installation.tenantId(),
                                step.subject(),
                                step.get(Keys.VERSION),
                                step.get(Keys.PUBLISHER)))
                        .orThrow();
            }
        }
    }

    /** A module that is disabled everywhere is only recorded; the next enabling starts the new version. */
    private void ready(StepContext step) {
        if (!inventory.enabledAnywhere(step.subject())) {
            return;
        }
        artifacts.prepare(step);
        activation.newest(step.subject()).ifPresent(revision -> inventory
                .ofModule(step.subject())
                .forEach(installation -> hooks.call(
                        revision,
                        installation.tenantId(),
                        (hook, context) -> hook.migrate(context, installation.version(), revision.version()))));
    }

    private void record(StepContext step) {
        var artifact = artifacts.artifact(step);
        for (var installation : inventory.ofModule(step.subject())) {
            if (!installation.sha256().equals(artifact.sha256())) {
                inventory.update(
                        installation.at(
                                artifact.version(),
                                artifact.sha256(),
                                artifact.descriptor().permissions(),
                                Instant.now()),
                        step.fence());
            }
        }
    }

    private void unrecord(StepContext step) {
        for (var known : inventory.ofModule(step.subject())) {
            inventory
                    .reread(known.tenantId(), known.moduleName())
                    .filter(installation -> installation.sha256().equals(step.get(Keys.SHA256)))
                    .ifPresent(installation -> inventory.update(Keys.replaced(installation, step), step.fence()));
        }
    }

    private Installation any(String module) {
        return inventory.ofModule(module).stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.MODULE_NOT_INSTALLED, "Module " + module + " is not installed; install it first."));
    }

    private static void requireNewer(Installation installed, Offer offer) {
        int order = Version.parse(offer.version()).compareTo(Version.parse(installed.version()));
        if (order == 0) {
            throw new ProblemException(
                    ErrorCode.CONFLICT, "Version " + installed.version() + " serves already; there is nothing to do.");
        }
        if (order < 0) {
            throw new ProblemException(
                    ErrorCode.VERSION_TOO_OLD,
                    "Version " + offer.version() + " is older than " + installed.version() + ", which serves.");
        }
    }

    private static boolean enabled(Installation installation) {
        return installation.desiredState() == InstallationState.ENABLED;
    }
}
