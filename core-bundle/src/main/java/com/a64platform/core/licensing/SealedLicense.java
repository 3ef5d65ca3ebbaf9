package com.a64platform.core.licensing;

import com.a64platform.core.crypto.SealedValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A license as it is stored. Nothing here is secret; only the key of this platform opens it.
 *
 * @param id its place in the store
 * @param value the license itself
 * @param unsealableSince when it was first found that it does not open; empty while it does
 * @param mac over all of this but what is sealed, with a key of the home
 */
public record SealedLicense(
        String id,
        String tenantId,
        String module,
        Terms terms,
        SealedValue value,
        Optional<Instant> unsealableSince,
        byte[] mac) {
    public SealedLicense {
        mac = mac.clone();
    }

    @Override
    public byte[] mac() {
        return mac.clone();
    }

    /** What may be known of it without opening it. */
    public record Terms(
            String issuer, String jti, String type, Optional<Instant> until, Set<String> features, Duration grace) {
        public Terms {
            features = Set.copyOf(features);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SealedLicense
                && id.equals(((SealedLicense) other).id)
                && Arrays.equals(mac, ((SealedLicense) other).mac);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "SealedLicense[" + module + ", " + tenantId + "]";
    }
}
