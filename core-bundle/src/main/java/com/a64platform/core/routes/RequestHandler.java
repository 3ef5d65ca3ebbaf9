package com.a64platform.core.routes;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Serves the requests of one revision. Thread-safe. */
public interface RequestHandler extends AutoCloseable {
    void handle(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;

    /** Builds what serving needs, unless it is built already, and returns its routes as {@code GET /farms/{}}. */
    Set<String> prepare();

    /** What it serves, with who may; builds what serving needs, unless it is built already. */
    default List<RestOperation> operations() {
        return List.of();
    }

    /** Releases everything; no request is inside any more. */
    @Override
    void close();
}
