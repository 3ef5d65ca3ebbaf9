package com.a64platform.core.sockets;

import com.a64platform.api.SocketContext;
import com.a64platform.core.configuring.TenantContexts;
import com.a64platform.core.modules.ModuleFault;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.RestOperation;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.ee10.websocket.jakarta.common.UpgradeRequest;
import org.eclipse.jetty.http.BadMessageException;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.FutureCallback;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;

/** The WebSocket endpoints of one revision and the sessions with them. Thread-safe. */
final class ServedSockets {
    private final List<ServedEndpoint> endpoints;
    private final Revision revision;
    private final TenantContexts contexts;
    private final SocketLimits limits;
    private final Map<Audience, SocketContainer> containers = new ConcurrentHashMap<>();
    private final Map<String, Integer> sessions = new ConcurrentHashMap<>();
    private final Set<SocketFrames> open = ConcurrentHashMap.newKeySet();

    /** Who hears of each other. */
    private record Audience(String tenantId, String route) {}

    /** @throws ModuleFault when one of the objects is no endpoint that can be served */
    ServedSockets(List<Object> services, Revision revision, TenantContexts contexts, SocketLimits limits) {
        this.revision = revision;
        this.contexts = contexts;
        this.limits = limits;
        this.endpoints = services.stream()
                .map(service -> ServedEndpoint.of(service, revision.artifact().descriptor()))
                .toList();
        endpoints.forEach(SocketContainer::check);
    }

    Set<String> routes() {
        return endpoints.stream().map(ServedEndpoint::route).collect(Collectors.toSet());
    }

    List<RestOperation> operations() {
        return endpoints.stream()
                .map(endpoint -> new RestOperation(
                        "GET", endpoint.annotation().value(), false, List.of(), List.copyOf(endpoint.permissions())))
                .toList();
    }

    /** @param path below the module's prefix */
    Optional<ServedEndpoint> find(String path) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.path().matched(path) != null)
                .findFirst();
    }

    /**
     * Makes a WebSocket of a request; {@link OpenSocket#of} then finds it.
     *
     * @throws ProblemException when the caller may not, has too many already, or the request is no handshake
     */
    void open(ServedEndpoint endpoint, SocketPeer peer, HttpServletRequest request) throws IOException {
        Handshake.requireOwnOrigin(request);
        peer.caller().require(endpoint.permissions());
        var tenantId = peer.tenant().id();
        enter(tenantId);
        var core = ServletContextRequest.getServletContextRequest(request);
        var connector = core.getConnectionMetaData().getConnector();
        var container = containers.computeIfAbsent(
                new Audience(tenantId, endpoint.route()), audience -> SocketContainer.of(connector, limits));
        var socket = frames(container, endpoint, peer, request, connector);
        try {
            var handshake = new WebSocketMappings(container.getWebSocketComponents()).getHandshaker();
            var written = new FutureCallback();
            if (!handshake.upgradeRequest(
                    agreeing(
                            socket,
                            Handshake.protocol(
                                    request, List.of(endpoint.annotation().subprotocols()))),
                    core,
                    core.getServletContextResponse(),
                    written,
                    container.getWebSocketComponents(),
                    container.customizer())) {
                throw malformed();
            }
            request.setAttribute(OpenSocket.class.getName(), socket);
            written.block();
        } catch (BadMessageException incomplete) {
            throw malformed();
        } finally {
            if (OpenSocket.of(request).isEmpty()) {
                socket.end();
            }
        }
    }

    /** The module's loader is about to go; who is still there has had time to leave. */
    void close() {
        open.forEach(SocketFrames::abort);
        containers.values().forEach(SocketContainer::close);
        containers.clear();
    }

    private SocketFrames frames(
            SocketContainer container,
            ServedEndpoint endpoint,
            SocketPeer peer,
            HttpServletRequest request,
            Connector connector) {
        var properties = new ConcurrentHashMap<String, Object>();
        var descriptor = revision.artifact().descriptor();
        var context = contexts.of(revision, peer.tenant());
        new SocketContext(peer.caller(), peer.tenant(), context.database(), context::settings).putInto(properties);
        var path = request.getRequestURI().substring(descriptor.routePrefix().length());
        var asked = new Asked(peer.caller().email(), URI.create(request.getRequestURI()), path);
        var module = new ModuleSide(
                container.frames(new EndpointSettings(endpoint, properties), asked), revision.classLoader());
        var socket = new SocketFrames(module, endpoint.service().getClass(), connector.getScheduler(), limits);
        open.add(socket);
        socket.whenEnded(() -> {
            open.remove(socket);
            leave(peer.tenant().id());
        });
        return socket;
    }

    private static WebSocketNegotiator agreeing(SocketFrames socket, Optional<String> protocol) {
        return (request, response, callback) -> {
            response.setExtensions(List.of());
            protocol.ifPresent(response::setAcceptedSubProtocol);
            return socket;
        };
    }

    private void enter(String tenantId) {
        sessions.merge(tenantId, 1, Integer::sum);
        if (sessions.get(tenantId) > limits.sessions()) {
            leave(tenantId);
            throw new ProblemException(
                    ErrorCode.TOO_BUSY,
                    "Your tenant has " + limits.sessions() + " WebSockets open in this module; close some.");
        }
    }

    private void leave(String tenantId) {
        sessions.computeIfPresent(tenantId, (same, count) -> count == 1 ? null : count - 1);
    }

    private static ProblemException malformed() {
        return new ProblemException(
                ErrorCode.MALFORMED_REQUEST, "This is no WebSocket handshake of version 13 over HTTP/1.1; correct it.");
    }

    /** What a session can ask about the request that opened it. */
    private record Asked(String user, URI uri, String path) implements UpgradeRequest {
        @Override
        public Principal getUserPrincipal() {
            return () -> user;
        }

        @Override
        public URI getRequestURI() {
            return uri;
        }

        @Override
        public String getPathInContext() {
            return path;
        }
    }
}
