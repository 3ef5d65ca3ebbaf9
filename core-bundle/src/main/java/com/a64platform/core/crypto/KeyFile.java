package com.a64platform.core.crypto;

import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/**
 * A private key in a file of its own that only its owner can read, encrypted under a passphrase: PKCS#8 in PEM, PBES2 with
 * PBKDF2-HMAC-SHA256 and AES-256 (RFC 8018), as {@code openssl pkey} reads it. Before the PEM stand what the key is for
 * and its public half, so that both can be shown without the passphrase; they are compared when the key is unlocked.
 * Immutable; holds no secret.
 */
public final class KeyFile {
    /** The fewest characters of a passphrase. */
    public static final int SHORTEST_PASSPHRASE = 12;

    private static final String SCHEME = "PBEWithHmacSHA256AndAES_256";
    private static final int ITERATIONS = 600_000;
    /** Bounds the work that a planted file can ask for. */
    private static final int MAX_ITERATIONS = 10_000_000;

    private static final int SALT_BYTES = 16;
    private static final String BEGIN = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
    private static final String END = "-----END ENCRYPTED PRIVATE KEY-----";
    private static final String ROLE = "Role: ";
    private static final String PUBLIC = "Public-Key: ";

    private final Path file;
    private final KeyRole role;
    private final PublicKey publicKey;
    private final byte[] encrypted;

    private KeyFile(Path file, KeyRole role, PublicKey publicKey, byte[] encrypted) {
        this.file = file;
        this.role = role;
        this.publicKey = publicKey;
        this.encrypted = encrypted;
    }

    /**
     * Makes a key and writes its file, 0600.
     *
     * @throws ProblemException CONFLICT when the file is there, VALIDATION_FAILED for a passphrase that is too short or has
     *     other characters than printable ASCII
     */
    public static KeyFile create(Path file, KeyRole role, char[] passphrase) {
        return create(file, role, passphrase, ITERATIONS);
    }

    static KeyFile create(Path file, KeyRole role, char[] passphrase, int iterations) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new ProblemException(
                    ErrorCode.CONFLICT, "The file " + file + " is there already; a key is never overwritten.");
        }
        requireProper(passphrase);
        var key = SigningKey.generate();
        var created = new KeyFile(file, role, key.publicKey(), encrypt(key, passphrase, iterations));
        new PrivateFile(file.toAbsolutePath()).write(created.pem().getBytes(StandardCharsets.US_ASCII));
        return created;
    }

    /**
     * Reads what can be read without the passphrase.
     *
     * @throws PrivateFile.Exposed when others than its owner may read it
     * @throws ProblemException VALIDATION_FAILED when it is no such file, NOT_FOUND when there is none
     */
    public static KeyFile open(Path file) {
        var content = new PrivateFile(file.toAbsolutePath())
                .read()
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "There is no key file " + file + "."));
        var text = new String(content, StandardCharsets.US_ASCII);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        var role = line(text, ROLE).flatMap(KeyRole::find);
        if (begin < 0 || end < begin || role.isEmpty()) {
            throw refused(file, "is not one that 'a64 keys new' has made");
        }
        try {
            var body = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
            return new KeyFile(
                    file, role.get(), Ed25519.decode(line(text, PUBLIC).orElse("")), body);
        } catch (MalformedDocumentException | IllegalArgumentException e) {
            throw refused(file, "is damaged");
        }
    }

    public KeyRole role() {
        return role;
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    /** Hex SHA-256 of the public half's SubjectPublicKeyInfo. */
    public String keyId() {
        return Ed25519.keyId(publicKey);
    }

    public Path file() {
        return file;
    }

    /** @throws ProblemException VALIDATION_FAILED when the file is for something else */
    public KeyFile requireRole(KeyRole wanted) {
        if (role != wanted) {
            throw refused(file, "is a " + role + " key, and a " + wanted + " key is needed: one key has one role");
        }
        return this;
    }

    /** @throws ProblemException VALIDATION_FAILED when the passphrase is not the one, or the file was changed */
    public SigningKey unlock(char[] passphrase) {
        var key = decrypt(passphrase).orElseThrow(() -> refused(file, "does not open with this passphrase"));
        if (!key.keyId().equals(keyId())) {
            throw refused(file, "was changed: its public half is that of another key");
        }
        return key;
    }

    private Optional<SigningKey> decrypt(char[] passphrase) {
        try {
            var info = new EncryptedPrivateKeyInfo(encrypted);
            var parameters = info.getAlgParameters();
            var spec = parameters.getParameterSpec(PBEParameterSpec.class);
            if (!SCHEME.equals(parameters.toString()) || spec.getIterationCount() > MAX_ITERATIONS) {
                throw refused(file, "is protected in a way that is not supported");
            }
            var secret = SecretKeyFactory.getInstance(SCHEME).generateSecret(new PBEKeySpec(passphrase));
            var cipher = Cipher.getInstance(SCHEME);
            cipher.init(Cipher.DECRYPT_MODE, secret, parameters);
            return Optional.of(SigningKey.fromPkcs8(cipher.doFinal(info.getEncryptedData())));
        } catch (GeneralSecurityException wrong) {
            return Optional.empty();
        } catch (IOException e) {
            throw refused(file, "is damaged");
        }
    }

    private static byte[] encrypt(SigningKey key, char[] passphrase, int iterations) {
        try {
            var salt = new byte[SALT_BYTES];
            new SecureRandom().nextBytes(salt);
            var secret = SecretKeyFactory.getInstance(SCHEME).generateSecret(new PBEKeySpec(passphrase));
            var cipher = Cipher.getInstance(SCHEME);
            cipher.init(Cipher.ENCRYPT_MODE, secret, new PBEParameterSpec(salt, iterations));
            // Java 17 writes the parameters under the name of the family only
            var parameters = AlgorithmParameters.getInstance("PBES2");
            parameters.init(cipher.getParameters().getEncoded());
            return new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(key.toPkcs8())).getEncoded();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Every Java 17 platform has " + SCHEME, e);
        }
    }

    private String pem() {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encrypted);
        return ROLE + role + "\n" + PUBLIC + Ed25519.encode(publicKey) + "\n" + BEGIN + "\n" + body + "\n" + END + "\n";
    }

    private static Optional<String> line(String text, String start) {
        return text.lines().filter(line -> line.startsWith(start)).findFirst().map(line -> line.substring(
                        start.length())
                .strip());
    }

    private static void requireProper(char[] passphrase) {
        boolean printable = new String(passphrase).chars().allMatch(c -> c >= ' ' && c <= '~');
        if (passphrase.length < SHORTEST_PASSPHRASE || !printable) {
            throw new ProblemException(
                    ErrorCode.VALIDATION_FAILED,
                    "The passphrase must have " + SHORTEST_PASSPHRASE
                            + " characters or more, all of them printable ASCII.");
        }
    }

    private static ProblemException refused(Path file, String why) {
        return new ProblemException(ErrorCode.VALIDATION_FAILED, "The key file " + file + " " + why + ".");
    }

    @Override
    public String toString() {
        return "KeyFile[" + role + " " + keyId() + "]";
    }
}
