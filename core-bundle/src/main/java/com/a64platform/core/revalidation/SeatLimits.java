package com.a64platform.core.revalidation;

import com.a64platform.core.identity.Users;
import com.a64platform.core.licensing.LicenseClaims;
import com.a64platform.core.licensing.LicenseDecision.Granted;
import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.licensing.SeatDirectory;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenancy.TenantRoom;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps a tenant from having more active users than its limits allow and the licenses of its enabled modules cover. Thread-safe. */
@Component(service = Users.Seats.class)
public final class SeatLimits implements Users.Seats {
    private final Inventory inventory;
    private final LicenseService licenses;
    private final SeatDirectory seats;
    private final LicenseWatch watch;
    private final TenantRoom room;

    @Activate
    public SeatLimits(
            @Reference Inventory inventory,
            @Reference LicenseService licenses,
            @Reference SeatDirectory seats,
            @Reference LicenseWatch watch,
            @Reference TenantRoom room) {
        this.room = room;
        this.inventory = inventory;
        this.licenses = licenses;
        this.seats = seats;
        this.watch = watch;
    }

    @Override
    public void requireFree(String tenantId) {
        room.requireMember(tenantId);
        inventory.all().stream()
                .filter(installation -> installation.tenantId().equals(tenantId))
                .filter(installation -> installation.desiredState() == InstallationState.ENABLED)
                .filter(SeatLimits::countsUsers)
                .forEach(this::requireFree);
    }

    @Override
    public void changed() {
        watch.wake();
    }

    private static boolean countsUsers(Installation installation) {
        return installation
                .license()
                .filter(license -> license.type().equals(LicenseClaims.Type.PER_USER.text()))
                .isPresent();
    }

    private void requireFree(Installation installation) {
        if (licenses.current(InstalledLicenses.subject(installation)) instanceof Granted granted
                && granted.seats().isPresent()
                && seats.taken(installation.tenantId()) >= granted.seats().getAsInt()) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "The license of module " + installation.moduleName() + " covers "
                            + granted.seats().getAsInt()
                            + " users of this tenant and all seats are taken; deactivate a user or renew the license with"
                            + " more seats.");
        }
    }
}
