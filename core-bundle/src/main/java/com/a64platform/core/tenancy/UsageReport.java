package com.a64platform.core.tenancy;

import com.a64platform.core.modules.ModuleData;
import com.a64platform.core.platform.Node;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.RequestMeters;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.TenantUsage;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says what a tenant uses: of this node by its requests, of the platform by what it has. Thread-safe. */
@Component(service = UsageReport.class)
public final class UsageReport {
    private final RequestMeters meters;
    private final TenantRoom room;
    private final ModuleData data;
    private final Node node;

    @Activate
    public UsageReport(
            @Reference RequestMeters meters,
            @Reference TenantRoom room,
            @Reference ModuleData data,
            @Reference Node node) {
        this.meters = meters;
        this.room = room;
        this.data = data;
        this.node = node;
    }

    /**
     * What one tenant uses.
     *
     * @param node whose requests these are
     * @param members active users
     * @param modules that are installed
     * @param documents by module, those that uninstalling has kept too
     */
    public record Report(
            Tenant tenant,
            String node,
            TenantUsage usage,
            long members,
            SortedSet<String> modules,
            SortedMap<String, Long> documents) {
        /** Of all modules. */
        public long allDocuments() {
            return documents.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** @throws ProblemException STORE_UNAVAILABLE */
    public Report of(Tenant tenant) {
        Map<String, Long> documents = data.documents(tenant.database());
        return new Report(
                tenant,
                node.id(),
                meters.usage(tenant),
                room.members(tenant.id()),
                new TreeSet<>(room.modules(tenant.id())),
                new TreeMap<>(documents));
    }
}
