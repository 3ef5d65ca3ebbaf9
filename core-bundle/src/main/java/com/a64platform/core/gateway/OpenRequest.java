package com.a64platform.core.gateway;

import com.a64platform.core.doors.Doors;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request inside a module, which can be cut off from outside: its connection is closed, so that the client sees an end
 * that came too early and not one that looks whole, and whatever the module still writes goes nowhere. Thread-safe.
 */
final class OpenRequest implements Doors.Visit {
    private static final Logger log = LoggerFactory.getLogger(OpenRequest.class);

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private boolean ended;

    OpenRequest(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
    }

    /** An answer that has begun, or that some other thread will give, may take for ever. */
    @Override
    public synchronized boolean lasting() {
        return !ended && (response.isCommitted() || request.isAsyncStarted());
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
                .close(new EofException("The tenant has lost the module"));
        if (request.isAsyncStarted()) {
            complete();
        }
    }

    private void complete() {
        try {
            request.getAsyncContext().complete();
        } catch (IllegalStateException completedMeanwhile) {
            log.debug("A request that was cut had come to its end itself", completedMeanwhile);
        }
    }

    /** The request has left the module. */
    synchronized void end() {
        ended = true;
    }
}
