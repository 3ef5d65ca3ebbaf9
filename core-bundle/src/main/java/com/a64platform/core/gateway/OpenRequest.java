package com.a64platform.core.gateway;

import com.a64platform.core.doors.Doors;
import com.a64platform.core.streams.AsyncEnd;
import com.a64platform.core.streams.ModuleAnswer;
import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EofException;

/**
 * A request inside a module, which can be cut off from outside: its connection is closed, so that the client sees an end
 * that came too early and not one that looks whole, and whatever the module still writes goes nowhere. Thread-safe.
 */
final class OpenRequest implements Doors.Visit {
    private final HttpServletRequest request;
    private final ModuleAnswer answer;
    private boolean ended;

    OpenRequest(HttpServletRequest request, ModuleAnswer answer) {
        this.request = request;
        this.answer = answer;
    }

    /** An answer that has begun, or that some other thread will give, may take for ever. */
    @Override
    public synchronized boolean lasting() {
        return !ended && (answer.isCommitted() || request.isAsyncStarted());
    }

    @Override
    public void leave() {
        answer.leave();
    }

    /** Never after the end: by then the connection may carry somebody else's request. */
    @Override
    public synchronized void cut() {
        if (ended) {
            return;
        }
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
}
