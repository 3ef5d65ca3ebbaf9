package com.a64platform.core.licenseserver;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.MacKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;

/**
 * What people type to get a license: 125 random bits as five groups of five characters, without those that look alike. Only
 * a MAC of a code is kept. Thread-safe.
 */
final class ActivationCodes {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int GROUPS = 5;
    private static final int GROUP = 5;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final MacKey key;

    ActivationCodes(Path folder) {
        this.key = MacKey.loadOrCreate(folder.resolve("codes.key"));
    }

    String fresh() {
        var code = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP; i++) {
            if (i > 0 && i % GROUP == 0) {
                code.append('-');
            }
            code.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }

    /** A license has dots; a code has none. */
    static boolean is(String typed) {
        return !typed.contains(".");
    }

    /** Stands for a code where it is kept and logged; the same however it was typed. */
    String mac(String typed) {
        var plain = typed.toUpperCase(Locale.ROOT)
                .replaceAll("[\\s-]", "")
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
        return Digests.hex(key.mac(plain.getBytes(StandardCharsets.UTF_8)));
    }
}
