package com.a64platform.core.crypto;

import com.a64platform.core.platform.PrivateFile;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A home's own secret key for HMAC-SHA-256: tells what this home wrote from what somebody else did. Thread-safe. */
public final class MacKey {
    private static final int LENGTH = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private MacKey(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** Reads the key, or makes one when there is no file. */
    public static MacKey loadOrCreate(Path path) {
        var file = new PrivateFile(path);
        var key = file.read().orElseGet(() -> fresh(file));
        if (key.length != LENGTH) {
            throw new IllegalStateException("The file " + path + " is not a key of " + LENGTH + " bytes; restore it");
        }
        return new MacKey(key);
    }

    public byte[] mac(byte[] message) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA-256", e);
        }
    }

    /** Takes the same time wherever the first difference is. */
    public boolean made(byte[] mac, byte[] message) {
        return MessageDigest.isEqual(mac(message), mac);
    }

    private static byte[] fresh(PrivateFile file) {
        var key = new byte[LENGTH];
        new SecureRandom().nextBytes(key);
        file.write(key);
        return key;
    }
}
