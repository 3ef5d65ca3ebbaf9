package com.a64platform.core.leases;

import com.a64platform.core.crypto.Ed25519;
import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.Jws;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Set;

/** Claims of a token that its issuer signed, each read as what it must be. */
record SignedClaims(JsonMembers members) {
    /** Most characters of a token. */
    static final int LIMIT = 4 * 1024;

    private static final int LONGEST_TEXT = 200;
    private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    static String sign(SigningKey issuer, String type, ObjectNode claims) {
        if (!claims.path("iss").asText().equals(issuer.keyId())) {
            throw new IllegalArgumentException("The issuer of a token is the id of the key that signs it");
        }
        return Jws.sign(issuer, type, claims);
    }

    /** Everything that names the issuer has to name this key. */
    static SignedClaims verify(String token, String type, PublicKey issuer, Set<String> understood)
            throws MalformedDocumentException {
        var jws = Jws.parse(token, type, LIMIT);
        var claims = new SignedClaims(jws.claims(issuer, understood)
                .orElseThrow(() -> new MalformedDocumentException("It is not signed by the license's issuer")));
        var keyId = Ed25519.keyId(issuer);
        if (!jws.keyId().equals(keyId) || !claims.text("iss").equals(keyId)) {
            throw new MalformedDocumentException("It names another issuer than the one that signed it");
        }
        return claims;
    }

    String text(String name) throws MalformedDocumentException {
        var text = members.text(name);
        if (text.isBlank() || text.length() > LONGEST_TEXT) {
            throw new MalformedDocumentException(
                    "Its claim " + name + " must have 1 to " + LONGEST_TEXT + " characters");
        }
        return text;
    }

    long number(String name) throws MalformedDocumentException {
        return members.number(name);
    }

    Instant time(String name) throws MalformedDocumentException {
        long seconds = number(name);
        if (seconds > LATEST) {
            throw new MalformedDocumentException("Its claim " + name + " is no time");
        }
        return Instant.ofEpochSecond(seconds);
    }
}
