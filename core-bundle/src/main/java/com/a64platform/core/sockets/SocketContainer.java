package com.a64platform.core.sockets;

import com.a64platform.core.modules.ModuleFault;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.concurrent.Executor;
import org.eclipse.jetty.ee10.websocket.jakarta.common.ConfiguredEndpoint;
import org.eclipse.jetty.ee10.websocket.jakarta.common.JakartaWebSocketContainer;
import org.eclipse.jetty.ee10.websocket.jakarta.common.JakartaWebSocketFrameHandlerFactory;
import org.eclipse.jetty.ee10.websocket.jakarta.common.JakartaWebSocketFrameHandlerMetadata;
import org.eclipse.jetty.ee10.websocket.jakarta.common.UpgradeRequest;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.exception.InvalidWebSocketException;
import org.eclipse.jetty.websocket.core.util.InvokerUtils;

/**
 * The sessions of one tenant with one endpoint of one revision, which is all that {@code session.getOpenSessions()} shows.
 * What is found out about the module's classes stays in here and goes with it. Thread-safe.
 */
final class SocketContainer extends JakartaWebSocketContainer {
    private final Sessions sessions = new Sessions(this);

    private SocketContainer(WebSocketComponents components) {
        super(components);
    }

    static SocketContainer of(Connector connector, SocketLimits limits) {
        var container = with(connector.getExecutor(), connector.getByteBufferPool());
        container.defaultCustomizer.setMaxTextMessageSize(limits.message());
        container.defaultCustomizer.setMaxBinaryMessageSize(limits.message());
        container.defaultCustomizer.setIdleTimeout(limits.idle());
        container.defaultCustomizer.setWriteTimeout(limits.write());
        container.defaultCustomizer.setMaxOutgoingFrames(limits.waiting());
        return container;
    }

    /** @throws ModuleFault when the methods of the endpoint are not such as the standard asks for */
    static void check(ServedEndpoint endpoint) {
        var settings = new EndpointSettings(endpoint, new HashMap<>());
        try {
            with(Runnable::run, ByteBufferPool.NON_POOLING).sessions.getMetadata(settings.getEndpointClass(), settings);
        } catch (InvalidWebSocketException wrong) {
            throw new ModuleFault("its WebSocket endpoint cannot be served: " + wrong.getMessage(), wrong);
        }
    }

    /** The library looks for extensions through the context loader; the module's must not answer. */
    private static SocketContainer with(Executor executor, ByteBufferPool buffers) {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        thread.setContextClassLoader(WebSocketComponents.class.getClassLoader());
        try {
            return new SocketContainer(new WebSocketComponents(null, null, buffers, null, null, executor));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    FrameHandler frames(EndpointSettings settings, UpgradeRequest request) {
        return newFrameHandler(new ConfiguredEndpoint(settings.endpoint().service(), settings), request);
    }

    Configuration.Customizer customizer() {
        return defaultCustomizer;
    }

    /** Never started; whatever it holds is let go. */
    void close() {
        LifeCycle.stop(this);
    }

    @Override
    public Executor getExecutor() {
        return components.getExecutor();
    }

    @Override
    protected JakartaWebSocketFrameHandlerFactory getFrameHandlerFactory() {
        return sessions;
    }

    @Override
    public Session connectToServer(Object endpoint, URI path) {
        throw noClient();
    }

    @Override
    public Session connectToServer(Class<?> endpoint, URI path) {
        throw noClient();
    }

    @Override
    public Session connectToServer(Endpoint endpoint, ClientEndpointConfig config, URI path) {
        throw noClient();
    }

    @Override
    public Session connectToServer(Class<? extends Endpoint> endpoint, ClientEndpointConfig config, URI path) {
        throw noClient();
    }

    private static UnsupportedOperationException noClient() {
        return new UnsupportedOperationException("Use java.net.http.HttpClient to open a WebSocket somewhere else.");
    }

    /** Binds the methods of an endpoint to the messages of a session. */
    private static final class Sessions extends JakartaWebSocketFrameHandlerFactory {
        Sessions(SocketContainer container) {
            super(container, Sessions::argument);
        }

        @Override
        public JakartaWebSocketFrameHandlerMetadata getMetadata(Class<?> type, EndpointConfig config) {
            var metadata = new JakartaWebSocketFrameHandlerMetadata(config, components);
            metadata.setUriTemplatePathSpec(
                    ((EndpointSettings) config).endpoint().path());
            return discoverJakartaFrameHandlerMetadata(type, metadata);
        }

        @Override
        public EndpointConfig newDefaultEndpointConfig(Class<?> type) {
            throw new IllegalStateException("Every endpoint has settings");
        }

        private static InvokerUtils.Arg argument(Method method, Class<?> type, int index) {
            return Arrays.stream(method.getParameters()[index].getAnnotationsByType(PathParam.class))
                    .findFirst()
                    .map(named -> new InvokerUtils.Arg(type, named.value()))
                    .orElseGet(() -> new InvokerUtils.Arg(type));
        }
    }
}
