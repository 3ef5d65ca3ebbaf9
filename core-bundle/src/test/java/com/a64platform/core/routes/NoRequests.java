package com.a64platform.core.routes;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;

/** An application that nobody asks: what matters is that there is one. */
public final class NoRequests implements RequestHandler {
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response) {
        throw new UnsupportedOperationException("nobody calls it here");
    }

    @Override
    public Set<String> prepare() {
        return Set.of();
    }

    @Override
    public void close() {
        // nothing is open
    }
}
