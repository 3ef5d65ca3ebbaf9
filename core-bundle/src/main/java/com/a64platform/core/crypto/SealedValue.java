package com.a64platform.core.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * One sensitive text as it is stored: it opens only with the secret it was sealed with, and only where it belongs. Nothing
 * here is secret.
 *
 * @param keyId which key sealed it
 * @param salt what that key was derived with
 */
public record SealedValue(String keyId, byte[] salt, byte[] sealed) {
    public SealedValue {
        salt = salt.clone();
        sealed = sealed.clone();
    }

    /**
     * Seals a text.
     *
     * @param purpose separates keys that come from the same secret
     * @param place where it belongs, as additional data, for the id of the key
     */
    public static SealedValue of(String text, String secret, String purpose, Function<String, byte[]> place) {
        var salt = Sealing.newSalt();
        var sealing = Sealing.derive(secret, salt, purpose);
        var sealed = sealing.seal(text.getBytes(StandardCharsets.UTF_8), place.apply(sealing.keyId()));
        return new SealedValue(sealing.keyId(), salt, sealed);
    }

    /** The text; empty when the secret, the purpose or the place is another, or a bit of it was changed. */
    public Optional<String> open(String secret, String purpose, Function<String, byte[]> place) {
        return Sealing.derive(secret, salt, purpose)
                .open(sealed, place.apply(keyId))
                .map(plain -> new String(plain, StandardCharsets.UTF_8));
    }

    @Override
    public byte[] salt() {
        return salt.clone();
    }

    @Override
    public byte[] sealed() {
        return sealed.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SealedValue value
                && keyId.equals(value.keyId)
                && Arrays.equals(salt, value.salt)
                && Arrays.equals(sealed, value.sealed);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sealed);
    }

    @Override
    public String toString() {
        return "SealedValue[" + keyId + "]";
    }
}
