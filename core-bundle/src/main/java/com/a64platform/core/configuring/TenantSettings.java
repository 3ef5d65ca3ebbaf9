package com.a64platform.core.configuring;

import com.a64platform.api.ModuleSettings;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.settings.SettingsSchema;
import com.a64platform.core.settings.SettingsVault;
import com.a64platform.core.settings.SettingsVersion;
import java.util.HashMap;
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
    /** By the digest of the revision; of those that are no longer wanted none stays. */
    private final Map<Place, Map<String, Known>> known = new ConcurrentHashMap<>();

    @Activate
    public TenantSettings(@Reference Inventory inventory, @Reference SettingsVault vault) {
        this.inventory = inventory;
        this.vault = vault;
    }

    private record Place(String tenantId, String module) {}

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
        var known = this.known.getOrDefault(new Place(tenantId, revision.module()), Map.of());
        var found = known.get(revision.artifact().sha256());
        return (found != null && found.stillFits(installation.get()) ? found : look(revision, installation.get()))
                .settings();
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
        known.remove(new Place(tenantId, module));
    }

    private Known look(Revision revision, Installation installation) {
        var looked = new Known(
                installation.settingsId(), installation.sha256(), of(revision, version(revision, installation)));
        known.compute(new Place(installation.tenantId(), revision.module()), (place, before) -> {
            var fitting = new HashMap<String, Known>(before == null ? Map.of() : before);
            fitting.values().removeIf(other -> !other.stillFits(installation));
            fitting.put(revision.artifact().sha256(), looked);
            return Map.copyOf(fitting);
        });
        return looked;
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
