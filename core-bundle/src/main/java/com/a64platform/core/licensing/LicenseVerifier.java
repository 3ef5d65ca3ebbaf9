package com.a64platform.core.licensing;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.Jws;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.licensing.IssuerDirectory.Issuer;
import com.a64platform.core.licensing.LicenseDecision.Reason;
import com.a64platform.core.licensing.LicenseService.LicenseSubject;
import java.util.List;
import java.util.Set;

/**
 * Whether a license is genuine: a JWS of the one accepted form, signed by a key that the module's publisher named for it.
 * What the license says about itself decides nothing here. Thread-safe.
 */
final class LicenseVerifier {
    private final IssuerDirectory issuers;

    LicenseVerifier(IssuerDirectory issuers) {
        this.issuers = issuers;
    }

    LicenseClaims verify(String license, LicenseSubject subject) throws LicenseRefused {
        try {
            Jws jws = Jws.parse(license, LicenseToken.TYPE, LicenseToken.LIMIT);
            Issuer issuer = issuer(jws.keyId(), subject);
            JsonMembers members = jws.claims(issuer.key(), LicenseToken.UNDERSTOOD)
                    .orElseThrow(() -> new LicenseRefused(
                            Reason.BAD_SIGNATURE,
                            "The license was changed or not signed by its issuer; copy it again, whole."));
            LicenseClaims claims = ClaimsJson.read(members.node());
            checkIssuer(issuer, jws, claims);
            return claims;
        } catch (MalformedDocumentException | IllegalArgumentException e) {
            throw new LicenseRefused(
                    Reason.MALFORMED,
                    "The license cannot be read (" + e.getMessage() + "); copy it again, whole, or ask its issuer.");
        }
    }

    /** The key id in the header only picks from the keys that count for this module. */
    private Issuer issuer(String keyId, LicenseSubject subject) throws LicenseRefused {
        List<Issuer> named = issuers.issuersFor(subject.publisher());
        return named.stream()
                .filter(issuer -> issuer.keyId().equals(keyId))
                .filter(issuer -> covers(issuer, subject.module()))
                .findFirst()
                .orElseThrow(LicenseVerifier::unknownIssuer);
    }

    private static boolean covers(Issuer issuer, String module) {
        return Set.copyOf(issuer.modules()).contains(module) || issuer.modules().contains("*");
    }

    private static void checkIssuer(Issuer issuer, Jws jws, LicenseClaims claims) throws LicenseRefused {
        if (!claims.issuer().equals(jws.keyId())) {
            throw new LicenseRefused(
                    Reason.MALFORMED, "The license names another issuer than the one that signed it; ask its issuer.");
        }
        if (claims.issuedAt().isBefore(issuer.from()) || !claims.issuedAt().isBefore(issuer.until())) {
            throw unknownIssuer();
        }
    }

    private static LicenseRefused unknownIssuer() {
        return new LicenseRefused(
                Reason.UNKNOWN_ISSUER,
                "The module's publisher does not let this issuer license the module; ask the publisher who does.");
    }
}
