package com.a64platform.core.licensing;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A license as it is stored. Nothing here is secret; only the key of this platform opens it.
 *
 * @param id its place in the store
 * @param keyId which key sealed it
 * @param salt what that key was derived with
 * @param unsealableSince when it was first found that it does not open; empty while it does
 * @param mac over all of this but {@code sealed}, with a key of the home
 */
public record SealedLicense(
        String id,
        String tenantId,
        String module,
        Terms terms,
        String keyId,
        byte[] salt,
        byte[] sealed,
        Optional<Instant> unsealableSince,
        byte[] mac) {
    public SealedLicense {
        salt = salt.clone();
        sealed = sealed.clone();
        mac = mac.clone();
    }

    @Override
    public byte[] salt() {
        return salt.clone();
    }

    @Override
    public byte[] sealed() {
        return sealed.clone();
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
