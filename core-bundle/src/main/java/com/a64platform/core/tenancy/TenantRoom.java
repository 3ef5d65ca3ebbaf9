package com.a64platform.core.tenancy;

import com.a64platform.core.identity.UserRepository;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.TenantLimits;
import com.a64platform.core.tenants.TenantRepository;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What members and modules a tenant has, and whether its limits leave room for more. Thread-safe; changes nothing. */
@Component(service = TenantRoom.class)
public final class TenantRoom {
    private final TenantRepository tenants;
    private final UserRepository users;
    private final Inventory inventory;

    @Activate
    public TenantRoom(
            @Reference TenantRepository tenants, @Reference UserRepository users, @Reference Inventory inventory) {
        this.tenants = tenants;
        this.users = users;
        this.inventory = inventory;
    }

    /** @throws ProblemException MEMBER_LIMIT_REACHED when one more active user would be too many */
    public void requireMember(String tenantId) {
        var most = limits(tenantId).members();
        if (most.isPresent() && members(tenantId) >= most.getAsInt()) {
            throw new ProblemException(
                    ErrorCode.MEMBER_LIMIT_REACHED,
                    "The tenant may have " + most.getAsInt()
                            + " active users and has as many; deactivate one or take one out, or have a super_admin raise"
                            + " its limit.");
        }
    }

    /**
     * Modules that are there already take no room, so that what exists can be updated whatever the limit is by now.
     *
     * @param coming modules that are being installed there and came earlier
     * @throws ProblemException MODULE_LIMIT_REACHED when these modules more would be too many
     */
    public void requireModules(String tenantId, Set<String> arriving, Set<String> coming) {
        var most = limits(tenantId).modules();
        if (most.isEmpty()) {
            return;
        }
        var taken = modules(tenantId);
        var more = new HashSet<>(arriving);
        more.removeAll(taken);
        taken.addAll(coming);
        taken.removeAll(more);
        if (!more.isEmpty() && taken.size() + more.size() > most.getAsInt()) {
            throw new ProblemException(
                    ErrorCode.MODULE_LIMIT_REACHED,
                    "The tenant may have " + most.getAsInt() + " modules and has " + taken.size()
                            + "; uninstall one there, or have a super_admin raise its limit with PUT /api/v1/tenants/"
                            + tenantId + "/limits.");
        }
    }

    private TenantLimits limits(String tenantId) {
        return tenants.find(tenantId).map(tenant -> tenant.limits()).orElse(TenantLimits.NONE);
    }

    /** How many active users a tenant has. */
    public long members(String tenantId) {
        return users.count(new UserRepository.Filter(Optional.of(tenantId), Optional.empty(), Optional.of(true)));
    }

    /** The modules that are installed in a tenant, disabled ones too. */
    public Set<String> modules(String tenantId) {
        return inventory.all().stream()
                .filter(installation -> installation.tenantId().equals(tenantId))
                .map(Installation::moduleName)
                .collect(Collectors.toCollection(HashSet::new));
    }
}
