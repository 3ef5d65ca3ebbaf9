package com.a64platform.core.server;

import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * What is given for the server: the service of a connector is the one way by which the server's bundle hands its server
 * out, and it wants a connector in return. This one never listens.
 */
public class NeverOpened extends ServerConnector {
    public NeverOpened(Server server) {
        super(server, 1, 1, new HttpConnectionFactory());
    }

    @Override
    protected void doStart() throws Exception {
        // no socket, no threads
    }

    @Override
    protected void doStop() throws Exception {
        // nothing was opened
    }
}
