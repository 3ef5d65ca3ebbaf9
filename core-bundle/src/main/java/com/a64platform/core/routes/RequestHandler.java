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

    /**
     * GETs a path below the prefix for the platform itself, which is nobody and in no tenant; builds what serving needs,
     * unless it is built already. What serves no REST has nothing there.
     *
     * @param most how many bytes of an answer are read
     * @throws IOException when the answer has more, or cannot be written
     */
    default Reply ask(String path, int most) throws IOException {
        return new Reply(404, "");
    }

    /** Releases everything; no request is inside any more. */
    @Override
    void close();
}
