package com.a64platform.core.identity;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.Faults;
import com.a64platform.core.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Hashes passwords with Argon2id (RFC 9106) under OWASP's recommended parameters. Thread-safe; at most two hashes are
 * worked on at once, so that sign-ins cannot use up the memory: 2 x 19 MiB.
 */
@Component(service = Passwords.class)
public final class Passwords {
    static final int MIN_LENGTH = 12;
    static final int MAX_LENGTH = 200;

    private static final int MEMORY_KIB = 19_456;
    private static final int ITERATIONS = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int AT_ONCE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** 32 characters, none of which looks like another. */
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=([0-9]{1,5}),t=([0-9]{1,2}),p=1\\$([A-Za-z0-9+/]{11,64})\\$([A-Za-z0-9+/]{43})");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Semaphore permits = new Semaphore(AT_ONCE, true);
    private final int memory;
    /** Held against the password of a user who does not exist; nothing hashes to it. */
    private final String nobody;

    @Activate
    public Passwords() {
        this(MEMORY_KIB);
    }

    /** @param memory in KiB; fewer than recommended is for tests only */
    Passwords(int memory) {
        this.memory = memory;
        this.nobody = phc(memory, new byte[SALT_BYTES], new byte[HASH_BYTES]);
    }

    /** A new password of 120 random bits, in groups that can be typed. */
    public static String random() {
        var text = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            text.append(i > 0 && i % 4 == 0 ? "-" : "").append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** Notes what is wrong with a password a person has chosen. */
    static void check(Faults faults, String pointer, String password, String email) {
        faults.check(
                        password.length() >= MIN_LENGTH && password.length() <= MAX_LENGTH,
                        pointer,
                        "has " + MIN_LENGTH + " to " + MAX_LENGTH + " characters")
                .check(!User.normalEmail(password).equals(email), pointer, "is not the e-mail address");
    }

    /** Whether it is a hash as {@link #hash} makes them. */
    static boolean isHash(String text) {
        return PHC.matcher(text).matches();
    }

    /** @return the hash in PHC string form, with a new salt */
    public String hash(String password) {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return phc(memory, salt, argon2(password, salt, memory, ITERATIONS));
    }

    /** Whether the password is the one that was hashed, in a time that does not depend on the answer. */
    boolean matches(String password, String hash) {
        var parts = PHC.matcher(hash);
        if (!parts.matches()) {
            throw new IllegalStateException("A user's password hash is not Argon2id in PHC form");
        }
        var decoder = Base64.getDecoder();
        var actual = argon2(
                password,
                decoder.decode(parts.group(3)),
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)));
        return MessageDigest.isEqual(actual, decoder.decode(parts.group(4)));
    }

    /** Takes as long as {@link #matches}, for a user who does not exist. */
    void matchNobody() {
        matches("nobody", nobody);
    }

    /** Whether the hash was made with other parameters than today's. */
    boolean outdated(String hash) {
        return !hash.startsWith("$argon2id$v=19$m=" + memory + ",t=" + ITERATIONS + ",p=" + LANES + "$");
    }

    private byte[] argon2(String password, byte[] salt, int kibibytes, int iterations) {
        acquire();
        try {
            var generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(kibibytes)
                    .withIterations(iterations)
                    .withParallelism(LANES)
                    .withSalt(salt)
                    .build());
            var result = new byte[HASH_BYTES];
            generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), result);
            return result;
        } finally {
            permits.release();
        }
    }

    private void acquire() {
        try {
            if (permits.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ProblemException(
                ErrorCode.TOO_BUSY, "Too many people are signing in at once; try again in a moment.", PATIENCE);
    }

    private static String phc(int memory, byte[] salt, byte[] hash) {
        var encoder = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memory + ",t=" + ITERATIONS + ",p=" + LANES + "$" + encoder.encodeToString(salt)
                + "$" + encoder.encodeToString(hash);
    }
}
