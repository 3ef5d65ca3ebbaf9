package com.a64platform.core.platform;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * What the keys of everything sealed at rest are derived from, licenses and settings: {@code LICENSE_ENCRYPTION_KEY}, in
 * development mode else one of the home's.
 *
 * @param previous what opens what was sealed before the key was changed; nothing is sealed with it
 */
public record EncryptionSecret(String value, Optional<String> previous) {
    private static final int SHORTEST = 32;

    /**
     * The secret of this platform. One caller at a time: the first makes the home's key, the others find it.
     *
     * @throws IllegalStateException when production mode has no good key; the message says what to set
     */
    public static synchronized EncryptionSecret of(Platform platform) {
        if (platform.settings().encryptionKey().isPresent()) {
            return checked(
                    platform.settings().encryptionKey().get(),
                    platform.settings().production(),
                    platform.settings().previousEncryptionKey());
        }
        if (platform.settings().production()) {
            throw new IllegalStateException("LICENSE_ENCRYPTION_KEY is missing: set it to at least " + SHORTEST
                    + " random characters and keep a copy.");
        }
        return ofHome(file(platform.home()));
    }

    private static PrivateFile file(Home home) {
        return new PrivateFile(home.keys().resolve("license-encryption.key"));
    }

    /** The one that a home in development mode has made for itself; empty when it has none. */
    public static Optional<EncryptionSecret> ofHome(Home home) {
        return file(home).read().map(EncryptionSecret::ofHome);
    }

    private static EncryptionSecret checked(String value, boolean production, Optional<String> previous) {
        if (value.length() < SHORTEST) {
            throw new IllegalStateException(
                    "LICENSE_ENCRYPTION_KEY is too short: set it to at least " + SHORTEST + " random characters.");
        }
        if (production && example(value)) {
            throw new IllegalStateException("LICENSE_ENCRYPTION_KEY is an example: set it to at least " + SHORTEST
                    + " random characters of your own.");
        }
        return new EncryptionSecret(value, previous);
    }

    /** What documentation shows, and what nobody would call random. */
    private static boolean example(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.contains("change-me")
                || lower.contains("changeme")
                || lower.contains("example")
                || value.chars().distinct().count() < 8;
    }

    private static EncryptionSecret ofHome(PrivateFile file) {
        byte[] secret = file.read().orElseGet(() -> {
            byte[] fresh = random();
            file.write(fresh);
            return fresh;
        });
        return ofHome(secret);
    }

    private static EncryptionSecret ofHome(byte[] secret) {
        return new EncryptionSecret(new String(secret, StandardCharsets.US_ASCII), Optional.empty());
    }

    private static byte[] random() {
        byte[] random = new byte[SHORTEST];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "EncryptionSecret";
    }
}
