package com.a64platform.core.leasing;

import com.a64platform.core.leases.LeaseClaims;
import com.a64platform.core.leases.Leases;
import com.a64platform.core.licensing.InstallationIdentity;
import com.a64platform.core.licensing.LeaseDirectory;
import java.time.Instant;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells licensing what the license server has lent to this installation. */
@Component(service = LeaseDirectory.class)
public final class ServerLeases implements LeaseDirectory {
    private final Leases leases;
    private final InstallationIdentity identity;

    @Activate
    public ServerLeases(@Reference Leases leases, @Reference InstallationIdentity identity) {
        this.leases = leases;
        this.identity = identity;
    }

    @Override
    public Optional<Instant> leasedUntil(String issuer, String jti) {
        return leases.current(issuer, jti, identity.id()).map(LeaseClaims::expires);
    }
}
