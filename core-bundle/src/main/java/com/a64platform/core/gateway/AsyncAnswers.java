package com.a64platform.core.gateway;

import com.a64platform.core.streams.AsyncEnd;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.glassfish.jersey.servlet.spi.AsyncContextDelegate;
import org.glassfish.jersey.servlet.spi.AsyncContextDelegateProvider;

/** Lets a resource method answer later, on another thread, by the servlet's own means. */
final class AsyncAnswers implements AsyncContextDelegateProvider {
    /** No limit of the server's: how long an answer may take is the resource's own matter. */
    private static final long NO_LIMIT = 0;

    @Override
    public AsyncContextDelegate createDelegate(HttpServletRequest request, HttpServletResponse response) {
        return new Later(request);
    }

    private static final class Later implements AsyncContextDelegate {
        private final HttpServletRequest request;
        private final AtomicReference<AsyncContext> suspended = new AtomicReference<>();

        Later(HttpServletRequest request) {
            this.request = request;
        }

        @Override
        public void suspend() {
            var context = request.startAsync();
            context.setTimeout(NO_LIMIT);
            suspended.set(context);
        }

        /** Once; what was never suspended ends by itself, and a stream may have been ended from outside. */
        @Override
        public void complete() {
            Optional.ofNullable(suspended.getAndSet(null)).ifPresent(AsyncEnd::complete);
        }
    }
}
