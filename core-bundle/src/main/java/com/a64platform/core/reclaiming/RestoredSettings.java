package com.a64platform.core.reclaiming;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.admission.InstalledArtifacts;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.retention.ArchivedData;
import com.a64platform.core.retention.DataArchives;
import com.a64platform.core.retention.Retained;
import com.a64platform.core.retention.RetainedRepository;
import com.a64platform.core.safekeeping.TenantData;
import com.a64platform.core.settings.SettingsSchema;
import com.a64platform.core.settings.SettingsVault;
import com.a64platform.core.settings.SettingsVersion;
import com.a64platform.core.settings.SettingsVersion.Cause;
import com.a64platform.core.settings.SettingsVersion.Origin;
import java.time.Instant;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The settings of an archive that is restored, and what is written down of it: for a module that is installed its
 * installation names them, for another one what it has left in the tenant does, until it is installed. Thread-safe.
 */
@Component(service = RestoredSettings.class)
public final class RestoredSettings {
    private static final String TAKEN = "taken";
    private static final String SETTINGS_BEFORE = "settingsBefore";
    private static final String VERSION_BEFORE = "versionBefore";
    private static final String SCHEMA_BEFORE = "schemaBefore";

    private final Inventory inventory;
    private final InstalledArtifacts artifacts;
    private final DataArchives archives;
    private final TenantData data;
    private final SettingsVault vault;
    private final RetainedRepository retained;

    @Activate
    public RestoredSettings(
            @Reference Inventory inventory,
            @Reference InstalledArtifacts artifacts,
            @Reference DataArchives archives,
            @Reference TenantData data,
            @Reference SettingsVault vault,
            @Reference RetainedRepository retained) {
        this.inventory = inventory;
        this.artifacts = artifacts;
        this.archives = archives;
        this.data = data;
        this.vault = vault;
        this.retained = retained;
    }

    /** @throws ProblemException DATA_NOT_READABLE when the version that is installed cannot read what is in the archive */
    void requireReads(Installation installation, ArchivedData archive) {
        var descriptor = descriptor(installation);
        if (archive.schema() != 0
                && descriptor.isPresent()
                && !descriptor.get().data().reads().contains(archive.schema())) {
            throw new ProblemException(
                    ErrorCode.DATA_NOT_READABLE,
                    "The archive holds data of schema " + archive.schema() + ", which "
                            + installation.moduleName() + " " + installation.version()
                            + " does not read; update or uninstall the module first.");
        }
    }

    void take(StepContext step) {
        var installation = inventory.find(step.tenantId(), step.subject());
        var left = retained.find(step.tenantId(), step.subject());
        var before = installation
                .map(Installation::settingsId)
                .or(() -> left.map(Retained::settingsId))
                .orElse("");
        step.put(SETTINGS_BEFORE, before);
        step.put(VERSION_BEFORE, left.map(Retained::version).orElse(""));
        step.put(SCHEMA_BEFORE, left.map(one -> Integer.toString(one.schema())).orElse(""));
        if (!Boolean.parseBoolean(step.get(RestoreData.SETTINGS))) {
            step.put(TAKEN, before);
            return;
        }
        var archive = archive(step);
        var origin = new Origin(
                Cause.REVERT,
                archive.version(),
                step.operationId(),
                step.startedBy(),
                Keys.actor(step).userEmail(),
                Instant.now());
        var schema = installation.flatMap(this::descriptor).map(SettingsSchema::of);
        var taken = data.takeSettings(id(step), version(step, before), schema, archive.id(), origin);
        step.put(TAKEN, taken.id());
        if (!taken.sealedElsewhere().isEmpty()) {
            step.say("These sensitive settings were sealed for another tenant or platform and have to be set again: "
                    + String.join(", ", taken.sealedElsewhere()) + ".");
        }
    }

    void discard(StepContext step) {
        vault.lookUp(step.tenantId(), step.subject(), id(step)).ifPresent(vault::discard);
    }

    /** The same whenever the step is taken up again. */
    private static String id(StepContext step) {
        return DataArchives.id(step.operationId(), "settings");
    }

    void record(StepContext step) {
        var installation = inventory.reread(step.tenantId(), step.subject());
        if (installation.isPresent()) {
            inventory.update(installation.get().configured(step.get(TAKEN), Instant.now()), step.fence());
            return;
        }
        var archive = archive(step);
        retained.put(left(step, archive.version(), archive.schema(), step.get(TAKEN)), step.fence());
    }

    void unrecord(StepContext step) {
        var installation = inventory.reread(step.tenantId(), step.subject());
        if (installation.isPresent()) {
            installation
                    .filter(one -> one.settingsId().equals(step.get(TAKEN)))
                    .ifPresent(one ->
                            inventory.update(one.configured(step.get(SETTINGS_BEFORE), Instant.now()), step.fence()));
        } else if (step.get(SCHEMA_BEFORE).isEmpty()) {
            retained.remove(step.tenantId(), step.subject(), step.fence());
        } else {
            int schema = Integer.parseInt(step.get(SCHEMA_BEFORE));
            retained.put(left(step, step.get(VERSION_BEFORE), schema, step.get(SETTINGS_BEFORE)), step.fence());
        }
    }

    private static Retained left(StepContext step, String version, int schema, String settingsId) {
        return new Retained(
                step.tenantId(),
                step.subject(),
                version,
                schema,
                settingsId,
                step.operationId(),
                Instant.now(),
                Optional.empty(),
                false);
    }

    /** One that was lost keeps nothing from being restored. */
    private SettingsVersion version(StepContext step, String id) {
        return vault.lookUp(step.tenantId(), step.subject(), id)
                .orElseGet(() -> SettingsVersion.none(step.tenantId(), step.subject()));
    }

    private ArchivedData archive(StepContext step) {
        return archives.require(step.subject(), step.get(RestoreData.ARCHIVE));
    }

    private Optional<ModuleDescriptor> descriptor(Installation installation) {
        return artifacts.of(installation).map(VerifiedArtifact::descriptor);
    }
}
