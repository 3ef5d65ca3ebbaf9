package com.a64platform.core.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * Keeps bytes secret and whole at rest: AES-256-GCM with a random nonce per sealing, under a key that HKDF-SHA-256
 * (RFC 5869) derives from a secret and a stored random salt. What is sealed opens only with the same additional data, so
 * that it cannot be moved to another place. Thread-safe; good for 2^32 sealings, far more than a platform makes.
 */
public final class Sealing {
    private static final int SALT_LENGTH = 32;
    private static final int KEY_LENGTH = 32;
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;
    private static final byte FORMAT = 1;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;
    private final String keyId;

    private Sealing(byte[] key, String keyId) {
        this.key = new SecretKeySpec(key, "AES");
        this.keyId = keyId;
    }

    /** A salt to store beside what is sealed; it is no secret. */
    public static byte[] newSalt() {
        return random(SALT_LENGTH);
    }

    /**
     * Derives the key.
     *
     * @param secret not a short password: HKDF does not slow anybody down
     * @param purpose separates keys that come from the same secret
     */
    public static Sealing derive(String secret, byte[] salt, String purpose) {
        if (salt.length < SALT_LENGTH) {
            throw new IllegalArgumentException("A salt has at least " + SALT_LENGTH + " bytes");
        }
        var input = bytes(secret);
        var key = hkdf(input, salt, bytes("a64 seal " + purpose), KEY_LENGTH);
        var id = hkdf(input, salt, bytes("a64 seal id " + purpose), 8);
        return new Sealing(key, Digests.hex(id));
    }

    /** Tells two keys apart and nothing about them; to be stored, so that a changed secret is recognised. */
    public String keyId() {
        return keyId;
    }

    public byte[] seal(byte[] plain, byte[] additionalData) {
        var nonce = random(NONCE_LENGTH);
        try {
            var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, additionalData).doFinal(plain);
            return ByteBuffer.allocate(1 + NONCE_LENGTH + sealed.length)
                    .put(FORMAT)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES-GCM", e);
        }
    }

    /** What was sealed; empty when the key, the additional data or a single bit is another. */
    public Optional<byte[]> open(byte[] sealed, byte[] additionalData) {
        if (sealed.length < 1 + NONCE_LENGTH + TAG_BITS / 8 || sealed[0] != FORMAT) {
            return Optional.empty();
        }
        try {
            var nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_LENGTH);
            var cipher = cipher(Cipher.DECRYPT_MODE, nonce, additionalData);
            int start = 1 + NONCE_LENGTH;
            return Optional.of(cipher.doFinal(sealed, start, sealed.length - start));
        } catch (AEADBadTagException changed) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES-GCM", e);
        }
    }

    @Override
    public String toString() {
        return "Sealing[" + keyId + "]";
    }

    static byte[] hkdf(byte[] secret, byte[] salt, byte[] info, int length) {
        var generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(new HKDFParameters(secret, salt, info));
        var output = new byte[length];
        generator.generateBytes(output, 0, length);
        return output;
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] additionalData) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(additionalData);
        return cipher;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
