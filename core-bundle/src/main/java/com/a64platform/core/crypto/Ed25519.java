package com.a64platform.core.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** Public Ed25519 keys (RFC 8032) and what they verify. */
public final class Ed25519 {
    static final String ALGORITHM = "Ed25519";
    private static final int SPKI_LENGTH = 44;
    private static final int KEY_LENGTH = 32;

    private Ed25519() {}

    /** Hex SHA-256 of the key's SubjectPublicKeyInfo: a hint which key is meant, never a proof. */
    public static String keyId(PublicKey key) {
        return Digests.sha256(key.getEncoded());
    }

    /** The key as documents carry it: standard base64 of its SubjectPublicKeyInfo. */
    public static String encode(PublicKey key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** Reads what {@link #encode} wrote: Ed25519 only, in its one encoding, and no point of small order. */
    public static PublicKey decode(String base64) throws MalformedDocumentException {
        try {
            var spki = Base64.getDecoder().decode(base64);
            var key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(spki));
            if (!Arrays.equals(key.getEncoded(), spki) || !ordinary(spki)) {
                throw new MalformedDocumentException("A public key is not in its canonical form");
            }
            return key;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new MalformedDocumentException("A public key is not Ed25519 SubjectPublicKeyInfo in base64", e);
        }
    }

    /** Whether the key made this signature over these bytes. */
    public static boolean verifies(PublicKey key, byte[] message, byte[] signature) {
        try {
            var verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException malformed) {
            return false; // wrong length, or a scalar out of range
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java 17 platform has Ed25519", e);
        }
    }

    /** A key of small order would accept one signature for almost every message. */
    private static boolean ordinary(byte[] spki) {
        return spki.length == SPKI_LENGTH
                && org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(spki, SPKI_LENGTH - KEY_LENGTH);
    }
}
