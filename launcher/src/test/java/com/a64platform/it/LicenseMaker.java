package com.a64platform.it;

import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.licensing.LicenseClaims;
import com.a64platform.core.licensing.LicenseClaims.Type;
import com.a64platform.core.licensing.LicenseToken;
import com.a64platform.core.versions.VersionRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/** Licenses by the issuer of a home's development keys, with terms that the command line does not offer. Immutable. */
record LicenseMaker(
        Path home,
        String module,
        String id,
        Instant from,
        Optional<Instant> until,
        Duration grace,
        OptionalInt seats,
        Optional<String> tenant,
        String installation,
        String versions,
        boolean online) {
    static LicenseMaker of(Path home, String module) {
        return new LicenseMaker(
                home,
                module,
                UUID.randomUUID().toString(),
                now(),
                Optional.of(now().plus(Duration.ofDays(30))),
                Duration.ofDays(14),
                OptionalInt.empty(),
                Optional.empty(),
                LicenseClaims.ANY,
                "*",
                false);
    }

    /** The present second, and so never later than now. */
    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    LicenseMaker from(Instant begin) {
        return new LicenseMaker(home, module, id, begin, until, grace, seats, tenant, installation, versions, online);
    }

    /** Ends then, with no day of grace. */
    LicenseMaker until(Instant end) {
        return new LicenseMaker(
                home, module, id, from, Optional.of(end), Duration.ZERO, seats, tenant, installation, versions, online);
    }

    LicenseMaker grace(Duration days) {
        return new LicenseMaker(home, module, id, from, until, days, seats, tenant, installation, versions, online);
    }

    /** For so many users, without end, bound to the home's installation. */
    LicenseMaker seats(int users) {
        return new LicenseMaker(
                home,
                module,
                id,
                from,
                Optional.empty(),
                grace,
                OptionalInt.of(users),
                tenant,
                key("keys/installation.pem").keyId(),
                versions,
                online);
    }

    LicenseMaker tenant(String name) {
        return new LicenseMaker(
                home, module, id, from, until, grace, seats, Optional.of(name), installation, versions, online);
    }

    LicenseMaker installation(String other) {
        return new LicenseMaker(home, module, id, from, until, grace, seats, tenant, other, versions, online);
    }

    LicenseMaker versions(String range) {
        return new LicenseMaker(home, module, id, from, until, grace, seats, tenant, installation, range, online);
    }

    LicenseMaker checkedOnline() {
        return new LicenseMaker(home, module, id, from, until, grace, seats, tenant, installation, versions, true);
    }

    String signed() {
        return signedBy(key("dev-keys/issuer.key"));
    }

    String signedBy(SigningKey issuer) {
        return LicenseToken.sign(issuer, claims(issuer));
    }

    private LicenseClaims claims(SigningKey issuer) {
        return new LicenseClaims(
                issuer.keyId(),
                "Green Ltd",
                id,
                now(),
                from,
                until,
                module,
                VersionRange.parse(versions),
                seats.isPresent() ? Type.PER_USER : Type.SUBSCRIPTION,
                seats,
                installation,
                tenant,
                Set.of(),
                grace,
                online);
    }

    private SigningKey key(String file) {
        return SigningKey.load(home.resolve("data").resolve(file)).orElseThrow();
    }
}
