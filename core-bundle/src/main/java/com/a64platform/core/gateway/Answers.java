package com.a64platform.core.gateway;

import com.a64platform.core.streams.AsyncEnd;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.glassfish.jersey.server.ChunkedOutput;
import org.glassfish.jersey.servlet.spi.AsyncContextDelegate;
import org.glassfish.jersey.servlet.spi.AsyncContextDelegateProvider;

/** How an application's answers leave: later if a method says so, and in one piece if they are short. */
final class Answers {
    private Answers() {}

    /** Lets a resource method answer later, on another thread, by the servlet's own means. */
    static final class Later implements AsyncContextDelegateProvider {
        /** No limit of the server's: how long an answer may take is the resource's own matter. */
        private static final long NO_LIMIT = 0;

        @Override
        public AsyncContextDelegate createDelegate(HttpServletRequest request, HttpServletResponse response) {
            return new Suspension(request);
        }

        private static final class Suspension implements AsyncContextDelegate {
            private final HttpServletRequest request;
            private final AtomicReference<AsyncContext> suspended = new AtomicReference<>();

            Suspension(HttpServletRequest request) {
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

    /**
     * Sends an answer that is short and that nobody flushes in one piece, with its length: Jersey would send its end as a
     * second one. What comes in chunks of its own making is left alone.
     */
    static final class InOnePiece implements WriterInterceptor {
        @Override
        public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
            if (context.getEntity() instanceof ChunkedOutput) {
                context.proceed();
                return;
            }
            var target = context.getOutputStream();
            var held = new Held(target);
            context.setOutputStream(held);
            context.proceed();
            if (held.whole()) {
                // as text, for Jersey looks up how to write anything else
                context.getHeaders().putSingle(HttpHeaders.CONTENT_LENGTH, Integer.toString(held.size()));
            }
            held.release();
            context.setOutputStream(target);
        }
    }

    /** Holds back what is written until it is too much or somebody flushes. */
    private static final class Held extends FilterOutputStream {
        private static final int MOST = 32 * 1024;

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        private boolean whole = true;

        Held(OutputStream target) {
            super(target);
        }

        boolean whole() {
            return whole;
        }

        int size() {
            return bytes.size();
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (whole && bytes.size() + length > MOST) {
                release();
            }
            if (whole) {
                bytes.write(from, offset, length);
            } else {
                out.write(from, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            release();
            out.flush();
        }

        /** From now on nothing is held back. */
        void release() throws IOException {
            if (whole) {
                whole = false;
                bytes.writeTo(out);
            }
        }
    }
}
