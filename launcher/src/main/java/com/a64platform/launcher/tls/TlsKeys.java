package com.a64platform.launcher.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.slf4j.LoggerFactory;

/**
 * Hands the node's certificate to whoever connects, and takes up a changed one without a restart: once a second at most, a
 * handshake looks whether the files have changed. What cannot be used is logged and the one before goes on. Thread-safe.
 */
public final class TlsKeys extends X509ExtendedKeyManager {
    private final TlsFiles files;
    private final long pauseNanos;
    private volatile Current current;
    private TlsFiles.Stamp seen;
    private long lookedAt;

    /** What one handshake begins with it also ends with: the alias tells which. */
    private record Current(String alias, TlsIdentity identity, Optional<Current> before) {}

    private TlsKeys(TlsFiles files, Duration pause) {
        this.files = files;
        this.pauseNanos = pause.toNanos();
        this.seen = files.stamp();
        this.lookedAt = System.nanoTime();
        this.current = new Current("1", files.read(), Optional.empty());
    }

    /** @throws UnusableFile when the files cannot be used */
    public static TlsKeys of(TlsFiles files) {
        return new TlsKeys(files, Duration.ofSeconds(1));
    }

    static TlsKeys of(TlsFiles files, Duration pause) {
        return new TlsKeys(files, pause);
    }

    private synchronized void look() {
        if (System.nanoTime() - lookedAt < pauseNanos) {
            return;
        }
        lookedAt = System.nanoTime();
        TlsFiles.Stamp found = files.stamp();
        if (found.equals(seen)) {
            return;
        }
        seen = found;
        try {
            Current before = new Current(current.alias(), current.identity(), Optional.empty());
            String alias = Integer.toString(Integer.parseInt(before.alias()) + 1);
            current = new Current(alias, files.read(), Optional.of(before));
            LoggerFactory.getLogger(TlsKeys.class).info("A new certificate serves from now on");
        } catch (UnusableFile refused) {
            LoggerFactory.getLogger(TlsKeys.class).error("The certificate before goes on. {}", refused.getMessage());
        }
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return chooseServerAlias(keyType, issuers, null);
    }

    /** {@inheritDoc} Null, as the interface demands it, when the key is of another type. */
    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        look();
        Current now = current;
        return fits(now, keyType) ? now.alias() : null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        Current now = current;
        return fits(now, keyType) ? new String[] {now.alias()} : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return find(alias)
                .map(found -> found.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return find(alias).map(TlsIdentity::key).orElse(null);
    }

    /** A node is nobody's client with it. */
    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }

    private Optional<TlsIdentity> find(String alias) {
        Current now = current;
        return Optional.of(now)
                .filter(one -> one.alias().equals(alias))
                .or(() -> now.before().filter(one -> one.alias().equals(alias)))
                .map(Current::identity);
    }

    private static boolean fits(Current now, String keyType) {
        String algorithm = now.identity().key().getAlgorithm();
        return keyType.equals(algorithm) || keyType.startsWith(algorithm + "_");
    }
}
