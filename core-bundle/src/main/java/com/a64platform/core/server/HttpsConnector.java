package com.a64platform.core.server;

import com.a64platform.core.platform.Platform;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Serves HTTPS beside HTTP, when the launcher has a certificate: TLS 1.2 and newer. Which certificate is asked for at each
 * handshake, so a changed one needs nothing here.
 */
@Component(service = ConnectorFactory.class)
public final class HttpsConnector implements ConnectorFactory {
    private static final int QUEUE = 1024;

    private final Platform platform;
    private final X509ExtendedKeyManager keys;

    @Activate
    public HttpsConnector(
            @Reference Platform platform, @Reference(target = "(a64.tls=true)") X509ExtendedKeyManager keys) {
        this.platform = platform;
        this.keys = keys;
    }

    @Override
    public Connector createConnector(Server server) {
        var http = new HttpConnectionFactory(secured(server));
        var connector = new ServerConnector(server, tls(), http);
        connector.setHost(platform.settings().host());
        connector.setPort(platform.settings().httpsPort().orElse(0));
        connector.setAcceptQueueSize(QUEUE);
        ClientAddress.on(connector, platform.settings().proxies());
        return connector;
    }

    /** The limits of the plain connector. */
    private HttpConfiguration secured(Server server) {
        var plain = server.getConnectors()[0].getConnectionFactory(HttpConnectionFactory.class);
        var configuration = new HttpConfiguration(plain.getHttpConfiguration());
        // whoever asks by address or by another name of this machine has checked the certificate himself
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        return configuration;
    }

    private SslContextFactory.Server tls() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, null, null);
            var factory = new SslContextFactory.Server();
            factory.setSslContext(context);
            factory.setIncludeProtocols("TLSv1.2", "TLSv1.3");
            factory.setRenegotiationAllowed(false);
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no TLS", e);
        }
    }
}
