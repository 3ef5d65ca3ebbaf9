package com.a64platform.launcher.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of {@code TLS_CERTIFICATE} and {@code TLS_KEY}: a PEM chain with a PEM key in PKCS#8, or a PKCS#12 store with
 * a file that holds its password. Links are followed, for renewing programs work with them.
 */
public record TlsFiles(Path certificate, Path key) {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** Tells one state of the files from another, without reading them. */
    record Stamp(List<Object> parts) {}

    /**
     * What the files hold now.
     *
     * @throws UnusableFile when it cannot be used; the sentence names the file and never what is in it
     */
    TlsIdentity read() {
        byte[] secret = secret();
        Path blamed = certificate;
        try {
            byte[] content = bounded(certificate);
            boolean pem = new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN");
            TlsIdentity identity = pem ? new TlsIdentity(chain(content), pkcs8(secret)) : store(content, secret);
            return identity.requireUsable(Instant.now());
        } catch (IOException e) {
            throw new UnusableFile(
                    "TLS_CERTIFICATE",
                    blamed,
                    "cannot be read: it is absent, not for this user, or no PEM chain"
                            + " and no PKCS#12 store that opens with the password in TLS_KEY");
        } catch (GeneralSecurityException e) {
            throw new UnusableFile("TLS_CERTIFICATE", blamed, e.getMessage());
        }
    }

    /** Absent files have one too. */
    Stamp stamp() {
        List<Object> parts = new ArrayList<>();
        for (Path file : List.of(certificate, key)) {
            try {
                parts.add(Files.getLastModifiedTime(file));
                parts.add(Files.size(file));
                parts.add(file.toRealPath());
            } catch (IOException absent) {
                parts.add("absent");
            }
        }
        return new Stamp(List.copyOf(parts));
    }

    /** A key that others can read is theirs too. */
    private byte[] secret() {
        try {
            Path file = key.toRealPath();
            int mode = (Integer) Files.getAttribute(file, "unix:mode");
            if (!Files.isRegularFile(file) || (mode & 077) != 0) {
                throw new UnusableFile("TLS_KEY", key, "can be read by others: chmod 600");
            }
            return bounded(file);
        } catch (IOException e) {
            throw new UnusableFile("TLS_KEY", key, "cannot be read: it is absent, too large or not for this user");
        }
    }

    private static List<X509Certificate> chain(byte[] pem) throws GeneralSecurityException {
        Collection<? extends Certificate> read =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
        return read.stream().map(X509Certificate.class::cast).toList();
    }

    private PrivateKey pkcs8(byte[] pem) throws GeneralSecurityException {
        Matcher found = KEY.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        if (!found.find()) {
            throw new UnusableFile(
                    "TLS_KEY", key, "is no PEM key in PKCS#8 without a passphrase: openssl pkcs8 -topk8 -nocrypt");
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(1)));
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException another) {
                continue;
            }
        }
        throw new UnusableFile("TLS_KEY", key, "holds a key of a kind that is not known: use EC, RSA or Ed25519");
    }

    /** @param password the content of TLS_KEY; a line end after it does not count */
    private static TlsIdentity store(byte[] content, byte[] password) throws GeneralSecurityException, IOException {
        char[] opening =
                new String(password, StandardCharsets.UTF_8).stripTrailing().toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(content), opening);
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                List<X509Certificate> chain = new ArrayList<>();
                for (Certificate certificate : store.getCertificateChain(alias)) {
                    chain.add((X509Certificate) certificate);
                }
                return new TlsIdentity(chain, (PrivateKey) store.getKey(alias, opening));
            }
        }
        throw new GeneralSecurityException("holds no key");
    }

    private static byte[] bounded(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new IOException("too large");
            }
            return content;
        }
    }
}
