package com.a64platform.core.safekeeping;

import com.a64platform.core.admission.InstalledArtifacts;
import com.a64platform.core.crypto.SealedValue;
import com.a64platform.core.dumps.Databases;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.ModuleData;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.retention.ArchivedData;
import com.a64platform.core.retention.DataArchives;
import com.a64platform.core.retention.DataArchives.Origin;
import com.a64platform.core.settings.SettingsDraft;
import com.a64platform.core.settings.SettingsMigration;
import com.a64platform.core.settings.SettingsSchema;
import com.a64platform.core.settings.SettingsVault;
import com.a64platform.core.settings.SettingsVersion;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.TenantRepository;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The data and settings of modules in tenants, as a whole: into archives, out of them, and away. Thread-safe. */
@Component(service = TenantData.class)
public final class TenantData {
    private final TenantRepository tenants;
    private final Databases databases;
    private final DataArchives archives;
    private final ModuleData data;
    private final SettingsVault vault;
    private final InstalledArtifacts artifacts;

    @Activate
    public TenantData(
            @Reference TenantRepository tenants,
            @Reference Databases databases,
            @Reference DataArchives archives,
            @Reference ModuleData data,
            @Reference SettingsVault vault,
            @Reference InstalledArtifacts artifacts) {
        this.tenants = tenants;
        this.databases = databases;
        this.archives = archives;
        this.data = data;
        this.vault = vault;
        this.artifacts = artifacts;
    }

    /** What an archive is written of. */
    public record Owner(String tenantId, String module, String version, int schema, String settingsId) {}

    /** An installation as the owner of its data. */
    public Owner owner(Installation installation) {
        int schema = artifacts
                .of(installation)
                .map(VerifiedArtifact::descriptor)
                .map(descriptor -> descriptor.data().schema())
                .orElse(0);
        return new Owner(
                installation.tenantId(),
                installation.moduleName(),
                installation.version(),
                schema,
                installation.settingsId());
    }

    /** Whether the module has any collection in the tenant. */
    public boolean holds(String tenantId, String module) {
        return !archives.collections(database(tenantId), module).isEmpty();
    }

    /**
     * Writes data and settings into an archive of this id.
     *
     * @param reason what for
     */
    public ArchivedData archive(String id, Owner owner, String reason) {
        var origin = new Origin(
                owner.tenantId(), database(owner.tenantId()), owner.module(), owner.version(), owner.schema(), reason);
        var settings = ArchivedSettings.of(vault.find(owner.tenantId(), owner.module(), owner.settingsId()));
        return archives.write(id, origin, settings.write());
    }

    /** @throws ProblemException ARCHIVE_DAMAGED when an archive is not what it says of itself */
    public void verify(String archiveId) {
        try (var dump = archives.open(archiveId)) {
            dump.verify();
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    /** Puts the collections of an archive in place of all that the module has in the tenant. */
    public void replace(String tenantId, String module, String archiveId) {
        var database = database(tenantId);
        try (var dump = archives.open(archiveId)) {
            data.drop(database, module);
            for (var collection : dump.manifest().collections()) {
                databases.replace(database, collection.name(), collection.indexes(), dump.documents(collection));
            }
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    /**
     * Settings that came out of an archive.
     *
     * @param id of the version that was made of them; empty when nothing is set
     * @param sealedElsewhere names of the sensitive ones that do not open here for this tenant
     */
    public record Taken(String id, List<String> sealedElsewhere) {}

    /**
     * Makes a version of the settings in an archive. It counts for nothing until an installation names it.
     *
     * @param id of the version; one that is there already is taken as it is
     * @param before the version that it follows
     * @param schema of the module that is installed; empty for taking all as it is
     */
    public Taken takeSettings(
            String id,
            SettingsVersion before,
            Optional<SettingsSchema> schema,
            String archiveId,
            SettingsVersion.Origin origin) {
        var archived = settings(archiveId);
        var all = version(before, archived, archived.sealed());
        var opened = vault.open(all);
        Map<String, SealedValue> open = new LinkedHashMap<>(archived.sealed());
        open.keySet().retainAll(opened.keySet());
        var usable = version(before, archived, open);
        var draft = schema.map(fits ->
                        SettingsMigration.of(fits, usable, opened, opened).draft())
                .orElseGet(() -> SettingsDraft.of(usable));
        var left = archived.sealed().keySet().stream()
                .filter(name -> !open.containsKey(name))
                .sorted()
                .toList();
        if (!draft.isEmpty()
                && vault.lookUp(before.tenantId(), before.module(), id).isEmpty()) {
            vault.keep(id, before, draft, origin);
        }
        return new Taken(draft.isEmpty() ? "" : id, left);
    }

    private static SettingsVersion version(
            SettingsVersion place, ArchivedSettings archived, Map<String, SealedValue> sealed) {
        return new SettingsVersion(
                "", place.tenantId(), place.module(), 0, "", place.origin(), archived.plain(), sealed, List.of());
    }

    private ArchivedSettings settings(String archiveId) {
        try (var dump = archives.open(archiveId)) {
            var file = dump.manifest().files().stream()
                    .filter(one -> one.path().equals(DataArchives.SETTINGS))
                    .findFirst();
            return file.isEmpty()
                    ? new ArchivedSettings("", Map.of(), Map.of())
                    : ArchivedSettings.read(dump.read(file.get()));
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    private static ProblemException unreadable(IOException failed) {
        return new ProblemException(ErrorCode.INTERNAL_ERROR, "The archive cannot be read; the log says why.", failed);
    }

    /** Removes data and settings for good. */
    public void remove(String tenantId, String module) {
        data.drop(database(tenantId), module);
        vault.forget(tenantId, module);
    }

    /** Removes the data for good. */
    public void drop(String tenantId, String module) {
        data.drop(database(tenantId), module);
    }

    private String database(String tenantId) {
        return tenants.find(tenantId)
                .map(Tenant::database)
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "There is no tenant " + tenantId + "."));
    }
}
