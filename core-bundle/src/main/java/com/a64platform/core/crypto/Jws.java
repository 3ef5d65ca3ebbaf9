package com.a64platform.core.crypto;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * A compact JSON Web Signature (RFC 7515, RFC 8037) in the one form accepted here: its header has exactly {@code alg}
 * ({@code EdDSA} or {@code Ed25519}), {@code typ} and {@code kid}; every part is canonical unpadded base64url. The
 * algorithm is never chosen by the header: the key is Ed25519 or there is no verification. Immutable; its text shows
 * nothing of the content.
 */
public final class Jws {
    private static final Set<String> HEADER = Set.of("alg", "typ", "kid");
    private static final Set<String> ALGORITHMS = Set.of("EdDSA", "Ed25519");
    private static final int SIGNATURE_LENGTH = 64;

    private final String keyId;
    private final byte[] signed;
    private final byte[] payload;
    private final byte[] signature;

    private Jws(String keyId, byte[] signed, byte[] payload, byte[] signature) {
        this.keyId = keyId;
        this.signed = signed;
        this.payload = payload;
        this.signature = signature;
    }

    /** Signs claims. */
    public static String sign(SigningKey key, String typ, ObjectNode claims) {
        var header = StrictJson.object().put("alg", "EdDSA").put("typ", typ).put("kid", key.keyId());
        var signed = encode(StrictJson.write(header)) + "." + encode(StrictJson.write(claims));
        return signed + "." + encode(key.sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    /**
     * Takes a compact JWS apart and checks its form; nothing of it is to be believed before {@link #claims}.
     *
     * @param typ the exact type it must have
     * @param limit characters
     */
    public static Jws parse(String compact, String typ, int limit) throws MalformedDocumentException {
        if (compact.length() > limit) {
            throw new MalformedDocumentException("It is longer than " + limit + " characters");
        }
        var parts = compact.split("\\.", -1);
        if (parts.length != 3) {
            throw new MalformedDocumentException("It does not have three parts");
        }
        var header = StrictJson.read(decode(parts[0]), HEADER);
        checkHeader(header, typ);
        var signature = decode(parts[2]);
        if (signature.length != SIGNATURE_LENGTH) {
            throw new MalformedDocumentException("Its signature is not an Ed25519 signature");
        }
        var signed = compact.substring(0, compact.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
        return new Jws(header.text("kid"), signed, decode(parts[1]), signature);
    }

    /** Which key is said to have signed: a hint for looking one up. */
    public String keyId() {
        return keyId;
    }

    /**
     * The claims, when this key signed them.
     *
     * @param understood the claims that the caller knows
     * @return empty when the signature is not this key's
     */
    public Optional<JsonMembers> claims(PublicKey key, Set<String> understood) throws MalformedDocumentException {
        return Ed25519.verifies(key, signed, signature)
                ? Optional.of(StrictJson.read(payload, understood))
                : Optional.empty();
    }

    /** The claims as anybody could have written them: for showing only. */
    public JsonMembers unverifiedClaims(Set<String> understood) throws MalformedDocumentException {
        return StrictJson.read(payload, understood);
    }

    @Override
    public String toString() {
        return "Jws[" + StrictJson.printable(keyId) + "]";
    }

    private static void checkHeader(JsonMembers header, String typ) throws MalformedDocumentException {
        if (header.node().size() != HEADER.size()) {
            throw new MalformedDocumentException("Its header must have exactly alg, typ and kid");
        }
        if (!ALGORITHMS.contains(header.text("alg"))) {
            throw new MalformedDocumentException("Its algorithm must be EdDSA or Ed25519");
        }
        if (!typ.equals(header.text("typ"))) {
            throw new MalformedDocumentException("Its type must be " + typ);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Java's decoder takes padding and stray last bits; a second spelling of the same bytes is refused. */
    private static byte[] decode(String part) throws MalformedDocumentException {
        try {
            var bytes = Base64.getUrlDecoder().decode(part);
            if (!encode(bytes).equals(part)) {
                throw new MalformedDocumentException("A part is not canonical base64url");
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new MalformedDocumentException("A part is not base64url", e);
        }
    }
}
