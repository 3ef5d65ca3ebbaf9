package com.a64platform.core.sockets;

import com.a64platform.core.configuring.TenantContexts;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.Reply;
import com.a64platform.core.routes.RequestHandler;
import com.a64platform.core.routes.RestOperation;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * All that one revision serves: its REST application and, when it has any, its WebSocket endpoints. A revision without
 * endpoints loads nothing of the WebSocket libraries.
 */
public final class SocketRoutes implements RequestHandler {
    private final RequestHandler rest;
    private final Revision revision;
    private final TenantContexts contexts;
    private final Function<HttpServletRequest, SocketPeer> peers;
    private final SocketLimits limits;
    private final String prefix;
    private volatile Optional<ServedSockets> sockets;

    /**
     * @param rest serves what is no WebSocket
     * @param peers who a request comes from; throws when nobody is signed in
     */
    public SocketRoutes(
            RequestHandler rest,
            Revision revision,
            TenantContexts contexts,
            Function<HttpServletRequest, SocketPeer> peers) {
        this(rest, revision, contexts, peers, SocketLimits.DEFAULT);
    }

    SocketRoutes(
            RequestHandler rest,
            Revision revision,
            TenantContexts contexts,
            Function<HttpServletRequest, SocketPeer> peers,
            SocketLimits limits) {
        this.rest = rest;
        this.revision = revision;
        this.contexts = contexts;
        this.peers = peers;
        this.limits = limits;
        this.prefix = revision.artifact().descriptor().routePrefix();
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        var served = sockets();
        var path = request.getRequestURI().substring(prefix.length());
        var endpoint = served.flatMap(all -> all.find(path));
        if (endpoint.isEmpty() || !"GET".equals(request.getMethod())) {
            rest.handle(request, response);
        } else if (Handshake.asked(request)) {
            served.get().open(endpoint.get(), peers.apply(request), request);
        } else {
            throw new ProblemException(ErrorCode.UPGRADE_REQUIRED, "Open a WebSocket here.");
        }
    }

    @Override
    public Set<String> prepare() {
        Set<String> routes = new TreeSet<>(rest.prepare());
        sockets().ifPresent(served -> routes.addAll(served.routes()));
        return routes;
    }

    @Override
    public List<RestOperation> operations() {
        var all = new ArrayList<>(rest.operations());
        sockets().ifPresent(served -> all.addAll(served.operations()));
        return all;
    }

    @Override
    public Reply ask(String path, int most) throws IOException {
        return rest.ask(path, most);
    }

    @Override
    public void close() {
        rest.close();
        var served = sockets;
        if (served != null) {
            served.ifPresent(ServedSockets::close);
        }
    }

    private Optional<ServedSockets> sockets() {
        var known = sockets;
        return known != null ? known : look();
    }

    private synchronized Optional<ServedSockets> look() {
        if (sockets == null) {
            var found = revision.sockets();
            sockets = found.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ServedSockets(found, revision, contexts, limits));
        }
        return sockets;
    }
}
