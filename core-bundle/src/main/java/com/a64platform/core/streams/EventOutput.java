package com.a64platform.core.streams;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of events on its way to the client. Who asks it to go does not wait: if the module writes at that moment, or is
 * in the middle of an event, its own thread ends the stream when the event is whole. Thread-safe.
 */
final class EventOutput extends ServletOutputStream {
    private static final Logger log = LoggerFactory.getLogger(EventOutput.class);

    /** When the clients come again, in milliseconds: not all at once. */
    private static final int SOONEST = 500;

    private static final int LATEST = 1_500;

    private final HttpServletRequest request;
    private final ServletOutputStream output;
    private final EventBoundary boundary = new EventBoundary();
    /** Held while something is written. */
    private final ReentrantLock writing = new ReentrantLock();

    private volatile boolean leaving;
    private boolean ended;

    /**
     * @param leaving whether it was asked to go before it began
     * @param ended whether its request was done before it began
     */
    EventOutput(HttpServletRequest request, ServletOutputStream output, boolean leaving, boolean ended) {
        this.request = request;
        this.output = output;
        this.leaving = leaving;
        this.ended = ended;
    }

    /** What the module does with the stream. */
    private interface Use {
        void run() throws IOException;
    }

    /** Asks it to go, now if it can. One that a thread of the server's is busy with goes when that thread writes again. */
    void leave() {
        leaving = true;
        if (writing.tryLock()) { // else its holder looks when it is done
            try {
                if (!ended && request.isAsyncStarted()) {
                    endBetweenEvents();
                }
            } finally {
                writing.unlock();
            }
        }
    }

    /** The request is done: not a byte more, for the connection may carry another one by now. */
    void end() {
        writing.lock();
        try {
            ended = true;
        } finally {
            writing.unlock();
        }
    }

    private void use(Use use) throws IOException {
        writing.lock();
        try {
            if (ended) {
                throw new IOException("This stream of events has ended, because the module is replaced or stopped");
            }
            use.run();
        } finally {
            writing.unlock();
        }
        if (leaving) {
            leaveAfterUse();
        }
    }

    private void leaveAfterUse() {
        writing.lock();
        try {
            if (!ended) {
                endBetweenEvents();
            }
        } finally {
            writing.unlock();
        }
    }

    private void endBetweenEvents() {
        if (!boundary.between()) {
            return;
        }
        ended = true;
        try {
            int retry = ThreadLocalRandom.current().nextInt(SOONEST, LATEST);
            output.write(("retry: " + retry + "\n\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            log.debug("The client of a stream has gone before it could be told to come again", gone);
        }
        if (request.isAsyncStarted()) {
            AsyncEnd.complete(request.getAsyncContext());
        }
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        use(() -> {
            output.write(bytes, offset, length);
            boundary.read(bytes, offset, length);
        });
    }

    @Override
    public void flush() throws IOException {
        use(output::flush);
    }

    @Override
    public void close() throws IOException {
        writing.lock();
        try {
            if (!ended) {
                output.close();
            }
        } finally {
            writing.unlock();
        }
    }

    @Override
    public boolean isReady() {
        return output.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        output.setWriteListener(listener);
    }
}
