package com.a64platform.core.licensing;

import com.a64platform.core.crypto.Jws;
import com.a64platform.core.crypto.SigningKey;
import java.util.Set;

/** The form of a license: compact JWS, trust in it apart. */
public final class LicenseToken {
    /** The header's {@code typ}. */
    public static final String TYPE = "a64-license+jwt";

    /** Most characters. */
    public static final int LIMIT = 8 * 1024;

    /** The claims that are known here, and that {@code critical} may therefore name. */
    public static final Set<String> UNDERSTOOD = Set.of(
            "iss",
            "sub",
            "jti",
            "iat",
            "nbf",
            "exp",
            "module",
            "versions",
            "type",
            "seats",
            "installation",
            "tenant",
            "features",
            "graceDays",
            "check");

    private LicenseToken() {}

    /** Signs a license; its issuer must be the key's id. */
    public static String sign(SigningKey issuer, LicenseClaims claims) {
        if (!claims.issuer().equals(issuer.keyId())) {
            throw new IllegalArgumentException("The issuer of a license is the id of the key that signs it");
        }
        return Jws.sign(issuer, TYPE, ClaimsJson.write(claims));
    }
}
