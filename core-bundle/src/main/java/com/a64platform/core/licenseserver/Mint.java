package com.a64platform.core.licenseserver;

import com.a64platform.core.crypto.Jws;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.leases.LeaseClaims;
import com.a64platform.core.leases.LeaseToken;
import com.a64platform.core.leases.StatusClaims;
import com.a64platform.core.leases.StatusToken;
import com.a64platform.core.licensing.LicenseClaims;
import com.a64platform.core.licensing.LicenseToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Signs what the ledger says. The same entry makes the same token each time, so that none needs to be kept. */
final class Mint {
    private static final Duration BEFORE = Duration.ofMinutes(5);

    private final SigningKey key;

    Mint(SigningKey key) {
        this.key = key;
    }

    /** @throws IllegalArgumentException when the terms do not make a license; the message says why */
    String license(Entitlement entitlement, Grant grant, String installation) {
        return LicenseToken.sign(key, claims(entitlement, grant.license(entitlement.generation()), installation));
    }

    /** A little before it was issued, for clocks that differ. */
    private LicenseClaims claims(Entitlement entitlement, String license, String installation) {
        var terms = entitlement.terms();
        return new LicenseClaims(
                key.keyId(),
                terms.customer(),
                license,
                entitlement.issuedAt(),
                entitlement.issuedAt().minus(BEFORE),
                entitlement.until(),
                terms.module(),
                terms.range(),
                terms.kind(),
                terms.seats().map(OptionalInt::of).orElseGet(OptionalInt::empty),
                installation,
                terms.tenant(),
                Set.copyOf(terms.features()),
                Duration.ofDays(terms.graceDays()),
                terms.online());
    }

    String lease(Entitlement entitlement, Grant.Binding binding) {
        var lease = binding.lease().orElseThrow();
        return LeaseToken.sign(
                key,
                new LeaseClaims(
                        key.keyId(),
                        lease.id(),
                        lease.license(),
                        binding.installation(),
                        lease.nonce(),
                        lease.sequence(),
                        lease.at(),
                        lease.at().plusSeconds(entitlement.terms().leaseSeconds())));
    }

    /** That a license was revoked. */
    String status(String license, Instant revokedAt) {
        return StatusToken.sign(key, new StatusClaims(key.keyId(), "status-" + license, license, revokedAt));
    }

    /** The id of a license of ours; empty when it is somebody else's or none. */
    Optional<String> idOf(String license) {
        try {
            var claims = Jws.parse(license, LicenseToken.TYPE, LicenseToken.LIMIT)
                    .claims(key.publicKey(), LicenseToken.UNDERSTOOD);
            return claims.isPresent() ? claims.get().optionalText("jti") : Optional.empty();
        } catch (MalformedDocumentException notOurs) {
            return Optional.empty();
        }
    }
}
