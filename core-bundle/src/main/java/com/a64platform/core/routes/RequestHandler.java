package com.a64platform.core.routes;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/** Serves the requests of one revision. Thread-safe. */
public interface RequestHandler extends AutoCloseable {
    void handle(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;

    /** Builds what serving needs, unless it is built already, and returns its routes as {@code GET /farms/{}}. */
    Set<String> prepare();

    /** Releases everything; no request is inside any more. */
    @Override
    void close();
}
