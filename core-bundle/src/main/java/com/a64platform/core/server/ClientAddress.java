package com.a64platform.core.server;

import com.a64platform.core.platform.PlatformSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;

/**
 * Gives a request that came through a trusted proxy its client's address, for all who ask the request: the audit, the
 * lock-out, modules. Thread-safe.
 */
public final class ClientAddress implements HttpConfiguration.Customizer {
    private final TrustedProxies proxies;

    private ClientAddress(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /** Has a server do so at every connector that it has; without trusted proxies requests stay as they are. */
    public static void on(Server server, PlatformSettings.Proxies settings) {
        Stream.of(server.getConnectors()).forEach(connector -> on(connector, settings));
    }

    /** The same for one connector; once, however often it is called. */
    static void on(Connector connector, PlatformSettings.Proxies settings) {
        var proxies = new TrustedProxies(settings.trusted(), settings.header());
        if (!proxies.none()) {
            var address = new ClientAddress(proxies);
            connector.getConnectionFactories().stream()
                    .filter(HttpConnectionFactory.class::isInstance)
                    .map(factory -> ((HttpConnectionFactory) factory).getHttpConfiguration())
                    .filter(configuration -> configuration.getCustomizer(ClientAddress.class) == null)
                    .forEach(configuration -> configuration.addCustomizer(address));
        }
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        var connection = request.getConnectionMetaData();
        if (connection.getRemoteSocketAddress() instanceof InetSocketAddress peer && peer.getAddress() != null) {
            var lines = request.getHeaders().getValuesList(proxies.header());
            var client = proxies.client(peer.getAddress(), lines);
            return client.equals(peer.getAddress()) ? request : new Forwarded(request, connection, client);
        }
        return request;
    }

    private static final class Forwarded extends Request.Wrapper {
        private final ConnectionMetaData connection;

        Forwarded(Request request, ConnectionMetaData connection, InetAddress client) {
            super(request);
            this.connection = new ConnectionMetaData.Wrapper(connection) {
                @Override
                public SocketAddress getRemoteSocketAddress() {
                    return new InetSocketAddress(client, 0);
                }
            };
        }

        @Override
        public ConnectionMetaData getConnectionMetaData() {
            return connection;
        }
    }
}
