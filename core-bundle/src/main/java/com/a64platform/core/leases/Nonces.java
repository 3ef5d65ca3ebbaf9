package com.a64platform.core.leases;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** What makes a question its own: an answer that carries the nonce was made for it. */
public final class Nonces {
    private static final int BYTES = 24;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{16,64}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Nonces() {}

    /** A fresh one: 192 random bits as base64url. */
    public static String fresh() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static boolean plausible(String nonce) {
        return FORM.matcher(nonce).matches();
    }
}
