package com.a64platform.core.streams;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The answer of a module to one request. When it is a stream of events it can be asked to go: it ends between two events,
 * in order, and tells the client to come again soon. Every other answer goes on as if it had not been asked. Thread-safe
 * beside the one thread that writes.
 */
public final class ModuleAnswer extends HttpServletResponseWrapper {
    private static final String EVENTS = "text/event-stream";

    private final HttpServletRequest request;
    private volatile boolean leaving;
    private boolean ended;
    private EventOutput events;

    public ModuleAnswer(HttpServletRequest request, HttpServletResponse response) {
        super(response);
        this.request = request;
    }

    /** Asks it to go, from any thread; does not block. A stream that begins later is asked as soon as it does. */
    public void leave() {
        EventOutput begun;
        synchronized (this) {
            leaving = true;
            begun = events;
        }
        if (begun != null) {
            begun.leave();
        }
    }

    /** The module has returned and may have left the rest to a thread of its own, while somebody asked it to go. */
    public void handed() {
        if (leaving) {
            leave();
        }
    }

    /** The request is done; nothing is written any more. */
    public void end() {
        EventOutput begun;
        synchronized (this) {
            ended = true;
            begun = events;
        }
        if (begun != null) {
            begun.end();
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        return isEvents() ? events() : super.getOutputStream();
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        return isEvents()
                ? new PrintWriter(new OutputStreamWriter(events(), StandardCharsets.UTF_8))
                : super.getWriter();
    }

    private boolean isEvents() {
        var type = getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).startsWith(EVENTS);
    }

    private synchronized EventOutput events() throws IOException {
        if (events == null) {
            events = new EventOutput(request, super.getOutputStream(), leaving, ended);
        }
        return events;
    }
}
