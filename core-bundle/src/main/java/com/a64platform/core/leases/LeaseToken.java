package com.a64platform.core.leases;

import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import java.security.PublicKey;
import java.util.Set;

/** The form of a lease: compact JWS, signed by the issuer of the license it is for. */
public final class LeaseToken {
    /** The header's {@code typ}. */
    public static final String TYPE = "a64-lease+jwt";

    private static final Set<String> UNDERSTOOD =
            Set.of("iss", "jti", "license", "installation", "nonce", "seq", "iat", "exp");

    private LeaseToken() {}

    /** Signs a lease; its issuer must be the key's id. */
    public static String sign(SigningKey issuer, LeaseClaims claims) {
        var json = StrictJson.object()
                .put("iss", claims.issuer())
                .put("jti", claims.id())
                .put("license", claims.license())
                .put("installation", claims.installation())
                .put("nonce", claims.nonce())
                .put("seq", claims.sequence())
                .put("iat", claims.issuedAt().getEpochSecond())
                .put("exp", claims.expires().getEpochSecond());
        return SignedClaims.sign(issuer, TYPE, json);
    }

    /**
     * What a lease says, when this key signed it. Whether it is the lease that was asked for is not looked at.
     *
     * @throws MalformedDocumentException when it is no lease or not this key's; the message says why
     */
    public static LeaseClaims verify(String token, PublicKey issuer) throws MalformedDocumentException {
        var claims = SignedClaims.verify(token, TYPE, issuer, UNDERSTOOD);
        try {
            return new LeaseClaims(
                    claims.text("iss"),
                    claims.text("jti"),
                    claims.text("license"),
                    claims.text("installation"),
                    claims.text("nonce"),
                    claims.number("seq"),
                    claims.time("iat"),
                    claims.time("exp"));
        } catch (IllegalArgumentException wrong) {
            throw new MalformedDocumentException("Its claims do not hold: " + wrong.getMessage(), wrong);
        }
    }
}
