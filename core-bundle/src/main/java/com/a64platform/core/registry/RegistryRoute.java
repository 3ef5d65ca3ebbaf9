package com.a64platform.core.registry;

import com.a64platform.core.platform.PlatformSettings.RegistryAccess;
import com.a64platform.core.registry.RegistrySource.RefusedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The way to an HTTP registry: who may vouch for it, through which proxy, with which credentials. Made when it is first
 * needed, so that a fault of it is told to whoever asks and stops nothing else. Thread-safe.
 */
final class RegistryRoute {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final RegistryAddress address;
    private final RegistryAccess access;
    private HttpClient client;

    RegistryRoute(RegistryAddress address, RegistryAccess access) {
        this.address = address;
        this.access = access;
    }

    synchronized HttpClient client() throws IOException {
        if (client == null) {
            var builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(new OneProxy(proxy()));
            if (access.certificates().isPresent()) {
                builder.sslContext(vouchedBy(Path.of(access.certificates().get())));
            }
            client = builder.build();
        }
        return client;
    }

    /**
     * A request with the credentials that belong to it.
     *
     * @param target within the registry
     * @throws RefusedException when there should be credentials and are none, or others could read them on the way
     */
    HttpRequest.Builder request(URI target) throws IOException {
        if (!address.covers(target)) {
            throw new IllegalArgumentException("Not an address of this registry");
        }
        var request = HttpRequest.newBuilder(target);
        if (access.credentials().isPresent()) {
            if (!address.concealed()) {
                throw new RefusedException("was not asked: its credentials could be read on the way; use https");
            }
            request.header("Authorization", header(access.credentials().get()));
        }
        if (access.proxyCredentials().isPresent() && proxy() != Proxy.NO_PROXY) {
            request.header(
                    "Proxy-Authorization", header(access.proxyCredentials().get()));
        }
        return request;
    }

    private static String header(String place) throws RefusedException {
        return CredentialsReference.to(place).header();
    }

    /** This machine is reached without one. */
    private Proxy proxy() throws RefusedException {
        if (access.proxy().isEmpty() || address.loopback()) {
            return Proxy.NO_PROXY;
        }
        var proxy = URI.create(access.proxy().get());
        if (!"http".equals(proxy.getScheme())
                || proxy.getHost() == null
                || proxy.getPort() < 0
                || proxy.getUserInfo() != null) {
            throw new RefusedException("was not asked: its proxy has to be http://HOST:PORT, without credentials");
        }
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), proxy.getPort()));
    }

    private static SSLContext vouchedBy(Path authorities) throws IOException {
        try (var in = Files.newInputStream(authorities)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + store.size(), certificate);
            }
            if (store.size() == 0) {
                throw new GeneralSecurityException("no certificate");
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new RefusedException("was not asked: the certificates in " + authorities + " cannot be read");
        }
    }

    /** The same proxy for everything; where it cannot be reached, nothing is tried around it. */
    private static final class OneProxy extends ProxySelector {
        private final Proxy proxy;

        OneProxy(Proxy proxy) {
            this.proxy = proxy;
        }

        @Override
        public List<Proxy> select(URI target) {
            return List.of(proxy);
        }

        @Override
        public void connectFailed(URI target, SocketAddress at, IOException failure) {
            // The exchange itself tells.
        }
    }
}
