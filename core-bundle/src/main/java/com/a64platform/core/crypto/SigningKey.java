package com.a64platform.core.crypto;

import com.a64platform.core.platform.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/** A private Ed25519 key with its public half. Its text shows the key id only. Immutable. */
public final class SigningKey {
    private static final String PEM_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String PEM_END = "-----END PRIVATE KEY-----";
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final PrivateKey secret;
    private final PublicKey publicKey;

    private SigningKey(PrivateKey secret, PublicKey publicKey) {
        this.secret = secret;
        this.publicKey = publicKey;
    }

    public static SigningKey generate() {
        try {
            var pair = KeyPairGenerator.getInstance(Ed25519.ALGORITHM).generateKeyPair();
            return new SigningKey(pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java 17 platform has Ed25519", e);
        }
    }

    /**
     * Reads a PKCS#8 PEM file, as {@link #save} and {@code openssl genpkey -algorithm ed25519} write it; empty when there
     * is none.
     *
     * @throws PrivateFile.Exposed when others than its owner may read it
     * @throws UncheckedIOException when it is no such key; the message names the file
     */
    public static Optional<SigningKey> load(Path file) {
        return new PrivateFile(file)
                .read()
                .map(content -> fromPem(file, new String(content, StandardCharsets.US_ASCII)));
    }

    /** Reads the key, or makes and saves one when there is no file. */
    public static SigningKey loadOrCreate(Path file) {
        return load(file).orElseGet(() -> {
            var key = generate();
            key.save(file);
            return key;
        });
    }

    private static SigningKey fromPem(Path file, String content) {
        var pem = content.strip();
        try {
            if (!pem.startsWith(PEM_BEGIN) || !pem.endsWith(PEM_END)) {
                throw new GeneralSecurityException("no PKCS#8 PEM");
            }
            var body = pem.substring(PEM_BEGIN.length(), pem.length() - PEM_END.length());
            return fromPkcs8(Base64.getMimeDecoder().decode(body));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            var what = "The file " + file + " is not a private Ed25519 key in PKCS#8 PEM";
            throw new UncheckedIOException(what, new IOException(what, e));
        }
    }

    static SigningKey fromPkcs8(byte[] pkcs8) throws GeneralSecurityException {
        var factory = KeyFactory.getInstance(Ed25519.ALGORITHM);
        var secret = factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        // PKCS#8 need not carry the public half, and a stored one could be another's: it is computed
        var seed = ((EdECPrivateKey) secret).getBytes().orElseThrow();
        var point = new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
        var spki = new byte[SPKI_PREFIX.length + point.length];
        System.arraycopy(SPKI_PREFIX, 0, spki, 0, SPKI_PREFIX.length);
        System.arraycopy(point, 0, spki, SPKI_PREFIX.length, point.length);
        return new SigningKey(secret, factory.generatePublic(new X509EncodedKeySpec(spki)));
    }

    byte[] toPkcs8() {
        return secret.getEncoded();
    }

    /** Writes PKCS#8 PEM, readable by its owner only, whole or not at all. */
    public void save(Path file) {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(secret.getEncoded());
        var pem = PEM_BEGIN + "\n" + body + "\n" + PEM_END + "\n";
        new PrivateFile(file).write(pem.getBytes(StandardCharsets.US_ASCII));
    }

    /** Hex SHA-256 of the public half's SubjectPublicKeyInfo. */
    public String keyId() {
        return Ed25519.keyId(publicKey);
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    public byte[] sign(byte[] message) {
        try {
            var signer = Signature.getInstance(Ed25519.ALGORITHM);
            signer.initSign(secret);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key " + keyId() + " cannot sign", e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[" + keyId() + "]";
    }
}
