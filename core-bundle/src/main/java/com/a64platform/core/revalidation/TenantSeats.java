package com.a64platform.core.revalidation;

import com.a64platform.core.identity.UserRepository;
import com.a64platform.core.licensing.SeatDirectory;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A tenant's seats are taken by its active users. */
@Component(service = SeatDirectory.class)
public final class TenantSeats implements SeatDirectory {
    private final UserRepository users;

    @Activate
    public TenantSeats(@Reference UserRepository users) {
        this.users = users;
    }

    @Override
    public int taken(String tenantId) {
        var active = new UserRepository.Filter(Optional.of(tenantId), Optional.empty(), Optional.of(true));
        return Math.toIntExact(users.count(active));
    }
}
