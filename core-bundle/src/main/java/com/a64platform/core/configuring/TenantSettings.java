package com.a64platform.core.configuring;

import com.a64platform.api.ModuleSettings;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.settings.SettingsSchema;
import com.a64platform.core.settings.SettingsVault;
import com.a64platform.core.settings.SettingsVersion;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The settings that a revision works with in a tenant. While an update is under way two revisions serve: each gets the
 * settings that were made for it. Kept in memory until they change, for requests ask. Thread-safe.
 */
@Component(service = TenantSettings.class)
public final class TenantSettings {
    private final Inventory inventory;
    private final SettingsVault vault;
    private final Map<Place, Known> known = new ConcurrentHashMap<>();

    @Activate
    public TenantSettings(@Reference Inventory inventory, @Reference SettingsVault vault) {
        this.inventory = inventory;
        this.vault = vault;
    }

    private record Place(String tenantId, String module, String sha256) {}

    /**
     * What was found, and what it was found for: another version of the settings or of the module makes it stale.
     *
     * @param wanted digest of the artifact that the installation wanted then
     */
    private record Known(String settingsId, String wanted, ModuleSettings settings) {
        boolean stillFits(Installation installation) {
            return settingsId.equals(installation.settingsId()) && wanted.equals(installation.sha256());
        }
    }

    /** What counts now; the defaults when the tenant does not have the module. */
    public ModuleSettings of(Revision revision, String tenantId) {
        var installation = inventory.find(tenantId, revision.module());
        if (installation.isEmpty()) {
            return of(revision, SettingsVersion.none(tenantId, revision.module()));
        }
        var place = new Place(tenantId, revision.module(), revision.artifact().sha256());
        var found = known.get(place);
        if (found == null || !found.stillFits(installation.get())) {
            found = look(revision, installation.get());
            known.put(place, found);
        }
        return found.settings();
    }

    /** What a version of the settings means to a revision, whether it counts or not. */
    ModuleSettings of(Revision revision, String tenantId, String settingsId) {
        return of(revision, vault.find(tenantId, revision.module(), settingsId));
    }

    private ModuleSettings of(Revision revision, SettingsVersion version) {
        var schema = SettingsSchema.of(revision.artifact().descriptor());
        return ModuleSettings.of(schema.effective(vault.open(version)));
    }

    /** Forgets what is in memory of a module that leaves a tenant. */
    void forget(String tenantId, String module) {
        known.keySet()
                .removeIf(place ->
                        place.tenantId().equals(tenantId) && place.module().equals(module));
    }

    private Known look(Revision revision, Installation installation) {
        return new Known(
                installation.settingsId(), installation.sha256(), of(revision, version(revision, installation)));
    }

    private SettingsVersion version(Revision revision, Installation installation) {
        var tenantId = installation.tenantId();
        var counting = vault.find(tenantId, revision.module(), installation.settingsId());
        if (installation.sha256().equals(revision.artifact().sha256())) {
            return counting;
        }
        Optional<SettingsVersion> its = vault.chain(tenantId, revision.module(), counting.id()).stream()
                .filter(version -> version.origin().moduleVersion().equals(revision.version()))
                .findFirst();
        return its.orElse(counting);
    }
}
