package com.a64platform.core.licenseserver;

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
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A server's certificate chain and private key, from PEM files as certificate authorities hand them out. */
final class Certificates {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private Certificates() {}

    /** @throws IllegalStateException when the files cannot be used; the message says which and why */
    static SslContextFactory.Server tls(Path chain, Path key) {
        try {
            var password = UUID.randomUUID().toString();
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", privateKey(key), password.toCharArray(), chain(chain));
            var tls = new SslContextFactory.Server();
            tls.setKeyStore(store);
            tls.setKeyStorePassword(password);
            tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
            return tls;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The file " + e.getMessage() + " cannot be read; check path and rights.", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The files " + chain + " and " + key + " are no certificate and PKCS#8 key in PEM.", e);
        }
    }

    private static Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            var chain = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (chain.isEmpty()) {
                throw new GeneralSecurityException("no certificate");
            }
            return chain.toArray(new Certificate[0]);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        var text = Files.readString(file, StandardCharsets.US_ASCII);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new GeneralSecurityException("no PKCS#8");
        }
        var encoded = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
        GeneralSecurityException last = new GeneralSecurityException("no key");
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (GeneralSecurityException anotherAlgorithm) {
                last = anotherAlgorithm;
            }
        }
        throw last;
    }
}
