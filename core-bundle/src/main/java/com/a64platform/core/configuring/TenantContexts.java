package com.a64platform.core.configuring;

import com.a64platform.api.ModuleSettings;
import com.a64platform.api.TenantContext;
import com.a64platform.api.data.ModuleDatabase;
import com.a64platform.core.modules.ModuleData;
import com.a64platform.core.modules.ModuleData.Room;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.tenancy.StoredData;
import com.a64platform.core.tenants.Tenant;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What a revision may see of a tenant: who it is, the module's data and its settings there. Thread-safe. */
@Component(service = TenantContexts.class)
public final class TenantContexts {
    private final ModuleData data;
    private final StoredData stored;
    private final TenantSettings settings;

    @Activate
    public TenantContexts(
            @Reference ModuleData data, @Reference StoredData stored, @Reference TenantSettings settings) {
        this.data = data;
        this.stored = stored;
        this.settings = settings;
    }

    /** One whose settings are those that count whenever it is asked; making it asks nothing of the store. */
    public TenantContext of(Revision revision, Tenant tenant) {
        return new Context(tenant, database(revision, tenant), () -> settings(revision, tenant));
    }

    /** The same for a life-cycle hook: no limit of one tenant keeps a module from being updated for all. */
    public TenantContext ofHook(Revision revision, Tenant tenant) {
        return new Context(tenant, open(revision, tenant, Room.ENDLESS), () -> settings(revision, tenant));
    }

    /**
     * The same with settings that do not count yet.
     *
     * @param settingsId their version's; empty for the defaults
     */
    public TenantContext ofHook(Revision revision, Tenant tenant, String settingsId) {
        return new Context(
                tenant, open(revision, tenant, Room.ENDLESS), () -> settings.of(revision, tenant.id(), settingsId));
    }

    /** Those that count now. */
    public ModuleSettings settings(Revision revision, Tenant tenant) {
        return settings.of(revision, tenant.id());
    }

    /** The module's data there, which takes no more documents than the tenant may have. */
    public ModuleDatabase database(Revision revision, Tenant tenant) {
        return open(revision, tenant, stored.room(tenant.id()));
    }

    private ModuleDatabase open(Revision revision, Tenant tenant, Room room) {
        var descriptor = revision.artifact().descriptor();
        return data.open(tenant.database(), descriptor.name(), descriptor.databaseCollections(), room);
    }

    private record Context(Tenant tenant, ModuleDatabase database, Supplier<ModuleSettings> current)
            implements TenantContext {
        @Override
        public ModuleSettings settings() {
            return current.get();
        }
    }
}
