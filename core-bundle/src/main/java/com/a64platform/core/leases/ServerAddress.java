package com.a64platform.core.leases;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Where a license server is and who vouches for it.
 *
 * @param base {@code https:}, or {@code http:} on this machine only
 * @param authorities a PEM file with the certificates of those who vouch for it; empty for those that Java knows
 */
public record ServerAddress(URI base, Optional<Path> authorities) {
    /** @throws IllegalArgumentException when it is no address of a license server; the message says what one is */
    public static ServerAddress of(String url, Optional<Path> authorities) {
        var base = URI.create(url.endsWith("/") ? url : url + "/");
        boolean plain = "http".equals(base.getScheme());
        if (base.getHost() == null
                || !plain && !"https".equals(base.getScheme())
                || plain && !loopback(base.getHost())) {
            throw new IllegalArgumentException(
                    "A license server has an https: URL; http: is only for one on this machine.");
        }
        return new ServerAddress(base, authorities);
    }

    /** Names only, so that nobody's name server decides what is this machine. */
    private static boolean loopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    URI path(String path) {
        return base.resolve(path);
    }

    /** Verifies certificates and, with Java's HTTP client, names too. */
    SSLContext trust() {
        try {
            if (authorities.isEmpty()) {
                return SSLContext.getDefault();
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(named());
            var context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(
                    "The file " + authorities.map(Path::toString).orElse("") + " has no certificates in PEM that can be"
                            + " read; correct LICENSE_SERVER_CA.",
                    e);
        }
    }

    private KeyStore named() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(authorities.get())) {
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
            if (number == 0) {
                throw new IOException("It is empty");
            }
        }
        return store;
    }
}
