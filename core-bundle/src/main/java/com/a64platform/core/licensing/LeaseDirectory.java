package com.a64platform.core.licensing;

import java.time.Instant;
import java.util.Optional;

/** What license servers last answered, signed, about licenses that are checked online. Asks no server. Thread-safe. */
public interface LeaseDirectory {
    /**
     * Until when a license's newest lease for this installation lets it run.
     *
     * @param issuer key id of the license's issuer
     * @param jti the license's id
     * @return empty when its server never gave one
     */
    Optional<Instant> leasedUntil(String issuer, String jti);
}
