package com.a64platform.core.settings;

import java.util.Arrays;

/**
 * One sensitive value as it is stored: it opens only with this platform's secret and for the tenant, module and setting it
 * was sealed for. Nothing here is secret.
 *
 * @param keyId which key sealed it
 * @param salt what that key was derived with
 */
public record SealedValue(String keyId, byte[] salt, byte[] sealed) {
    public SealedValue {
        salt = salt.clone();
        sealed = sealed.clone();
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
