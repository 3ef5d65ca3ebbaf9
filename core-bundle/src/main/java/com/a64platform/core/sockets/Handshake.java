package com.a64platform.core.sockets;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a request says that wants to become a WebSocket, RFC 6455 section 4. A browser's script can set no header but the
 * list of protocols: the one after {@value #BEARER} is its access token. A token in a URL would be in every log.
 */
public final class Handshake {
    /** The protocol whose neighbour is the token; it is also the one the server chooses when the endpoint has none. */
    static final String BEARER = "a64.bearer";

    private static final String PROTOCOLS = "Sec-WebSocket-Protocol";

    private Handshake() {}

    /** Whether a request asks for a WebSocket. */
    static boolean asked(HttpServletRequest request) {
        return "GET".equals(request.getMethod()) && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    /** The access token among the protocols of a request that asks for a WebSocket. */
    public static Optional<String> token(HttpServletRequest request) {
        if (!asked(request)) {
            return Optional.empty();
        }
        var offered = protocols(request);
        int bearer = offered.indexOf(BEARER);
        return bearer >= 0 && bearer + 1 < offered.size() ? Optional.of(offered.get(bearer + 1)) : Optional.empty();
    }

    /** The protocol to agree on: the endpoint's first that the client offers, or the one that came with a token. */
    static Optional<String> protocol(HttpServletRequest request, List<String> ofEndpoint) {
        var offered = protocols(request);
        return ofEndpoint.stream().filter(offered::contains).findFirst().or(() -> offered.stream()
                .filter(BEARER::equals)
                .findFirst());
    }

    /**
     * A page of another site may not open a socket, even when it has got hold of a token.
     *
     * @throws ProblemException PERMISSION_DENIED when the request comes from such a page
     */
    static void requireOwnOrigin(HttpServletRequest request) {
        var origin = request.getHeader("Origin");
        if (origin == null) {
            return; // no browser
        }
        int host = origin.indexOf("://");
        if (host < 0 || !origin.substring(host + 3).equalsIgnoreCase(request.getHeader("Host"))) {
            throw new ProblemException(
                    ErrorCode.PERMISSION_DENIED, "A page of another origin may not open a WebSocket here.");
        }
    }

    private static List<String> protocols(HttpServletRequest request) {
        return Collections.list(request.getHeaders(PROTOCOLS)).stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::trim)
                .toList();
    }
}
