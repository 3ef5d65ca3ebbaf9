package com.a64platform.core.gateway;

import com.a64platform.core.doors.Doors;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.routes.Route;
import com.a64platform.core.sockets.Goodbye;
import com.a64platform.core.sockets.OpenSocket;
import com.a64platform.core.streams.AsyncEnd;
import com.a64platform.core.streams.Completion;
import com.a64platform.core.streams.ModuleAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EofException;

/**
 * A request inside a module, which can be cut off from outside: its connection is closed, so that the client sees an end
 * that came too early and not one that looks whole, and whatever the module still writes goes nowhere. Thread-safe.
 */
final class OpenRequest implements Doors.Visit {
    private static final String VISIT = OpenRequest.class.getName();

    private final HttpServletRequest request;
    private final ModuleAnswer answer;
    private final String session;
    private final Supplier<Goodbye> goodbye;
    private boolean ended;
    private boolean leaving;
    private OpenSocket socket;
    private volatile Route route;
    private volatile boolean excused;

    /**
     * @param session the session of the caller
     * @param goodbye what a WebSocket is told when it has to go
     */
    OpenRequest(HttpServletRequest request, ModuleAnswer answer, String session, Supplier<Goodbye> goodbye) {
        this.session = session;
        this.request = request;
        this.answer = answer;
        this.goodbye = goodbye;
    }

    /**
     * The module has returned. If the request is a WebSocket now, that has a way of its own to end.
     *
     * @param stopping whether those inside have been asked to go already
     */
    void handled(boolean stopping) {
        answer.handed();
        OpenSocket.of(request).filter(opened -> becomes(opened) || stopping).ifPresent(this::end);
    }

    /** Whether somebody has asked it to go by now. */
    private synchronized boolean becomes(OpenSocket opened) {
        socket = opened;
        return leaving;
    }

    private void end(OpenSocket opened) {
        opened.leave(goodbye.get());
    }

    /** From here on the answer is the revision's doing. */
    void enters(Route route) {
        this.route = route;
        request.setAttribute(VISIT, this);
    }

    /** If this request fails it is the platform's doing, the store's or the client's. */
    static void excuse(HttpServletRequest request) {
        if (request != null && request.getAttribute(VISIT) instanceof OpenRequest visit) {
            visit.excused = true;
        }
    }

    /** Counts the answer, which is given, with the revision it came from; once, however often it is called. */
    static void count(HttpServletRequest request, HttpServletResponse response) {
        if (request.getAttribute(VISIT) instanceof OpenRequest visit) {
            request.removeAttribute(VISIT);
            int status = response.getStatus();
            boolean excused = visit.excused || status == ErrorCode.STORAGE_FULL.status();
            visit.route.answered(status >= 500 && !excused);
        }
    }

    /** An answer that has begun, or that some other thread will give, may take for ever. */
    @Override
    public synchronized boolean lasting() {
        return !ended && (socket != null || answer.isCommitted() || request.isAsyncStarted());
    }

    @Override
    public String session() {
        return session;
    }

    @Override
    public void leave() {
        answer.leave();
        socketAskedToGo().ifPresent(this::end);
    }

    private synchronized Optional<OpenSocket> socketAskedToGo() {
        leaving = true;
        return Optional.ofNullable(socket);
    }

    /** Never after the end: by then the connection may carry somebody else's request. */
    @Override
    public void cut() {
        socketAskedToGo().ifPresentOrElse(this::end, this::cutConnection);
    }

    private synchronized void cutConnection() {
        if (ended) {
            return;
        }
        excused = true;
        ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close(new EofException("The module serves this request no more"));
        if (request.isAsyncStarted()) {
            AsyncEnd.complete(request.getAsyncContext());
        }
    }

    /** The request has left the module. */
    void end() {
        synchronized (this) {
            ended = true;
        }
        answer.end();
    }

    /** A request that went on asynchronously is done when its last listener hears so. */
    static void whenDone(HttpServletRequest request, Runnable action) {
        var socket = OpenSocket.of(request);
        if (socket.isPresent()) {
            socket.get().whenEnded(action);
            return;
        }
        if (!request.isAsyncStarted()) {
            action.run();
            return;
        }
        try {
            request.getAsyncContext().addListener(new Completion(action));
        } catch (IllegalStateException completedMeanwhile) {
            action.run();
        }
    }
}
