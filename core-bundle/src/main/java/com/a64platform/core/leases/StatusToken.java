package com.a64platform.core.leases;

import com.a64platform.core.crypto.Jws;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import java.security.PublicKey;
import java.util.Set;

/**
 * The form of a license's status: compact JWS, signed by the license's issuer. The only status there is says that a license
 * was revoked; that one is not revoked is what a lease says.
 */
public final class StatusToken {
    /** The header's {@code typ}. */
    public static final String TYPE = "a64-status+jwt";

    private static final String REVOKED = "revoked";
    private static final Set<String> UNDERSTOOD = Set.of("iss", "jti", "license", "status", "iat");

    private StatusToken() {}

    /** Signs a revocation; its issuer must be the key's id. */
    public static String sign(SigningKey issuer, StatusClaims claims) {
        var json = StrictJson.object()
                .put("iss", claims.issuer())
                .put("jti", claims.id())
                .put("license", claims.license())
                .put("status", REVOKED)
                .put("iat", claims.issuedAt().getEpochSecond());
        return SignedClaims.sign(issuer, TYPE, json);
    }

    /** Which key is said to have signed it: a hint for looking one up. */
    public static String keyId(String token) throws MalformedDocumentException {
        return Jws.parse(token, TYPE, SignedClaims.LIMIT).keyId();
    }

    /**
     * What a status says, when this key signed it.
     *
     * @throws MalformedDocumentException when it is no status or not this key's; the message says why
     */
    public static StatusClaims verify(String token, PublicKey issuer) throws MalformedDocumentException {
        var claims = SignedClaims.verify(token, TYPE, issuer, UNDERSTOOD);
        if (!claims.text("status").equals(REVOKED)) {
            throw new MalformedDocumentException("Its status is another than " + REVOKED);
        }
        return new StatusClaims(claims.text("iss"), claims.text("jti"), claims.text("license"), claims.time("iat"));
    }
}
