package com.a64platform.core.gateway;

import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Gives the HTTP server the platform's errors. The service of a connector is the one way by which the server's bundle
 * hands its server out, and it wants a connector in return: it gets one that never opens.
 */
@Component(service = ConnectorFactory.class)
public final class ServerErrors implements ConnectorFactory {
    @Activate
    public ServerErrors() {}

    @Override
    public Connector createConnector(Server server) {
        var problems = new ServerProblems();
        server.setErrorHandler(problems);
        server.getDescendants(ContextHandler.class).forEach(context -> context.setErrorHandler(problems));
        return new NeverOpened(server);
    }

    private static final class NeverOpened extends ServerConnector {
        NeverOpened(Server server) {
            super(server, 1, 1, new HttpConnectionFactory());
        }

        @Override
        protected void doStart() {
            // no socket, no threads
        }

        @Override
        protected void doStop() {
            // nothing was opened
        }
    }
}
