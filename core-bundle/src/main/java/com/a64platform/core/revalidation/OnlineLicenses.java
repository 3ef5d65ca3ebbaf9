package com.a64platform.core.revalidation;

import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.licensing.LicenseService.LicenseSubject;
import com.a64platform.core.licensing.LicenseService.OnlineLicense;
import com.a64platform.core.licensing.SeatDirectory;
import com.a64platform.core.modules.Inventory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Which licenses of what is installed have to be asked about. Thread-safe. */
@Component(service = OnlineLicenses.class)
public final class OnlineLicenses {
    private final Inventory inventory;
    private final LicenseService licenses;
    private final SeatDirectory seats;

    @Activate
    public OnlineLicenses(
            @Reference Inventory inventory, @Reference LicenseService licenses, @Reference SeatDirectory seats) {
        this.inventory = inventory;
        this.licenses = licenses;
        this.seats = seats;
    }

    /**
     * One license, once for all the tenants that use it.
     *
     * @param subjects what runs under it; at least one
     * @param seats how many users all of them have
     */
    record Held(OnlineLicense license, List<LicenseSubject> subjects, int seats) {
        String key() {
            return license.issuer() + ":" + license.jti();
        }

        LicenseSubject subject() {
            return subjects.get(0);
        }
    }

    /** Those of disabled modules too: they can be enabled at any time, also while no server answers. */
    Collection<Held> all() {
        Map<String, Held> held = new LinkedHashMap<>();
        for (var installation : inventory.all()) {
            if (installation.license().isPresent()) {
                var subject = InstalledLicenses.subject(installation);
                licenses.online(subject)
                        .forEach(license -> held.merge(
                                license.issuer() + ":" + license.jti(),
                                new Held(license, List.of(subject), seats.taken(subject.tenantId())),
                                OnlineLicenses::joined));
            }
        }
        return held.values();
    }

    private static Held joined(Held one, Held other) {
        List<LicenseSubject> subjects = new ArrayList<>(one.subjects);
        subjects.addAll(other.subjects);
        return new Held(one.license, List.copyOf(subjects), one.seats + other.seats);
    }
}
