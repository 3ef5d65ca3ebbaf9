package com.a64platform.core.server;

import jakarta.servlet.Servlet;
import java.util.Objects;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Gives everything below {@value #PATH} a context of its own in the HTTP server, beside the one of the HTTP whiteboard: no
 * sessions and no second dispatch, which would be a twentieth of a short request. It is there for as long as the servlet is;
 * without it the whiteboard's root servlet answers.
 */
@Component(service = ConnectorFactory.class)
public final class OwnContext implements ConnectorFactory {
    /** Where the servlet lies whose service has the property {@value #PROPERTY}. */
    public static final String PATH = "/api";

    public static final String PROPERTY = "a64.context=" + PATH;

    private final Servlet servlet;

    @Activate
    public OwnContext(@Reference(target = "(" + PROPERTY + ")") Servlet servlet) {
        this.servlet = servlet;
    }

    @Override
    public Connector createConnector(Server server) {
        var contexts = Objects.requireNonNull(server.getDescendant(ContextHandlerCollection.class));
        var context = context(server);
        return new NeverOpened(server) {
            @Override
            protected void doStart() throws Exception {
                contexts.addHandler(context);
                context.start(); // a collection that runs starts nothing that is added
            }

            @Override
            protected void doStop() throws Exception {
                contexts.removeHandler(context);
                context.stop();
            }
        };
    }

    private Handler context(Server server) {
        var holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        var context = new ServletContextHandler(PATH, ServletContextHandler.NO_SESSIONS);
        context.addServlet(holder, "/*");
        context.setAllowNullPathInContext(true);
        context.setErrorHandler(
                (request, response, callback) -> server.getErrorHandler().handle(request, response, callback));
        return context;
    }
}
