package com.a64platform.core.gateway;

import com.a64platform.core.platform.Platform;
import com.a64platform.core.server.ClientAddress;
import com.a64platform.core.server.NeverOpened;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Gives the HTTP server the platform's errors, and requests their clients' addresses.
 */
@Component(service = ConnectorFactory.class)
public final class ServerErrors implements ConnectorFactory {
    private final Platform platform;

    @Activate
    public ServerErrors(@Reference Platform platform) {
        this.platform = platform;
    }

    @Override
    public Connector createConnector(Server server) {
        var problems = new ServerProblems();
        server.setErrorHandler(problems);
        server.getDescendants(ContextHandler.class).forEach(context -> context.setErrorHandler(problems));
        ClientAddress.on(server, platform.settings().proxies());
        return new NeverOpened(server);
    }
}
