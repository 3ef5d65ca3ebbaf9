package com.a64platform.core.sockets;

import jakarta.websocket.DecodeException;
import jakarta.websocket.OnError;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.eclipse.jetty.websocket.core.exception.CloseException;
import org.eclipse.jetty.websocket.core.exception.MessageTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the server and a module's endpoint: turns what it throws into an errorId, and ends the session in order. To end gently a ping is sent first: its pong comes after all that the client
 * had sent before, so that this is handled and answered. After our close frame the client may still send for a moment; it
 * is read and thrown away, for a connection closed over unread bytes is reset, and the client would never see the frame.
 */
final class SocketFrames implements FrameHandler, OpenSocket {
    private static final Logger log = LoggerFactory.getLogger(SocketFrames.class);
    private static final byte[] LAST_CALL = "a64: is there more?".getBytes(StandardCharsets.US_ASCII);
    /** How many times the patience a message may be in the module's hands when the session is asked to end. */
    private static final int BUSY_ROUNDS = 10;
    /** How many times the patience a request may take to become a session. */
    private static final int OPENING_ROUNDS = 5;

    private final ModuleSide module;
    private final boolean hearsErrors;
    private final Scheduler scheduler;
    private final SocketLimits limits;
    private final List<Runnable> endings = new ArrayList<>();
    private volatile CoreSession session;
    private Goodbye asked;
    private CloseStatus said;
    private boolean ended;
    private volatile boolean busy;
    private long received;

    SocketFrames(ModuleSide module, Class<?> endpoint, Scheduler scheduler, SocketLimits limits) {
        this.module = module;
        this.hearsErrors =
                Arrays.stream(endpoint.getMethods()).anyMatch(method -> method.isAnnotationPresent(OnError.class));
        this.scheduler = scheduler;
        this.limits = limits;
        later(OPENING_ROUNDS, this::endIfNeverOpened);
    }

    @Override
    public void whenEnded(Runnable action) {
        synchronized (this) {
            if (!ended) {
                endings.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public void leave(Goodbye goodbye) {
        synchronized (this) {
            if (ended || said != null || asked != null && goodbye.gentle()) {
                return;
            }
            asked = goodbye;
            if (session == null) {
                return; // as soon as it is open
            }
        }
        beginToLeave(goodbye);
    }

    /** Cuts the connection. */
    void abort() {
        var open = session;
        if (open != null) {
            open.abort();
        }
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        Goodbye already;
        synchronized (this) {
            session = opened;
            already = asked;
        }
        module.onOpen(opened, Callback.from(callback::succeeded, failure -> fail(failure, callback)));
        if (already != null) {
            beginToLeave(already);
        }
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        if (frame.getOpCode() == OpCode.CLOSE) {
            var ours = said();
            module.onFrame(ours == null ? frame : ours.toFrame(), callback);
        } else if (said() != null) {
            skip(callback);
        } else if (answersLastCall(frame)) {
            skip(callback);
            sayWhenSent();
        } else {
            handle(frame, callback);
        }
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        if (!hearsErrors || said() != null) {
            log.debug("A WebSocket ended early", cause);
            callback.succeeded();
            return;
        }
        module.onError(cause, callback);
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        var ours = said();
        try {
            module.onClosed(ours == null ? status : ours, callback);
        } finally {
            end();
        }
    }

    /** The module has heard of the end, or never of the beginning. */
    void end() {
        List<Runnable> all;
        synchronized (this) {
            ended = true;
            all = List.copyOf(endings);
            endings.clear();
        }
        module.forget();
        all.forEach(Runnable::run);
    }

    private void handle(Frame frame, Callback callback) {
        if (tooLarge(frame)) {
            fail(new MessageTooLargeException("A message may have " + limits.largest() + " bytes."), callback);
            return;
        }
        busy = true;
        try {
            module.onFrame(frame, Callback.from(callback::succeeded, fault -> fail(fault, callback)));
        } finally {
            busy = false;
        }
    }

    /** However much an endpoint allows itself. */
    private boolean tooLarge(Frame frame) {
        if (frame.isControlFrame()) {
            return false;
        }
        received += frame.getPayloadLength();
        boolean over = received > limits.largest();
        if (frame.isFin()) {
            received = 0;
        }
        return over;
    }

    /** The session is closed; what it does not say to the client, and what it says, stands in one log line by its id. */
    private void fail(Throwable failure, Callback callback) {
        if (clientGone(failure)) {
            callback.failed(failure);
            return;
        }
        var status = statusOf(failure);
        if (hearsErrors) {
            var cause = failure.getCause() == null ? failure : failure.getCause();
            module.onError(cause, Callback.NOOP);
        }
        say(status);
        skip(callback);
    }

    /** Whether what failed is an answer to a client that is not there any more, which is nobody's fault. */
    private boolean clientGone(Throwable failure) {
        return !session.isOutputOpen()
                && Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                        .anyMatch(ClosedChannelException.class::isInstance);
    }

    private static CloseStatus statusOf(Throwable failure) {
        if (failure instanceof CloseException fault && fault.getStatusCode() != CloseStatus.BAD_DATA) {
            return new CloseStatus(fault.getStatusCode(), fault.getMessage());
        }
        if (failure.getCause() instanceof DecodeException) {
            return new CloseStatus(CloseStatus.BAD_DATA, "The message cannot be decoded.");
        }
        var id = UUID.randomUUID();
        log.error("{} unexpected failure in a WebSocket", id, failure);
        return new CloseStatus(CloseStatus.SERVER_ERROR, "Tell your operator the errorId " + id);
    }

    private void beginToLeave(Goodbye goodbye) {
        if (goodbye.gentle()) {
            session.sendFrame(new Frame(OpCode.PING, ByteBuffer.wrap(LAST_CALL)), Callback.NOOP, false);
            awaitAnswer(BUSY_ROUNDS);
        } else {
            say(status(goodbye));
        }
    }

    private void awaitAnswer(int rounds) {
        later(1, () -> {
            if (busy && rounds > 0) {
                awaitAnswer(rounds - 1);
            } else {
                sayWhenSent();
            }
        });
    }

    private synchronized boolean answersLastCall(Frame frame) {
        return asked != null
                && frame.getOpCode() == OpCode.PONG
                && ByteBuffer.wrap(LAST_CALL).equals(frame.getPayload());
    }

    /** After all that waits to be sent. */
    private void sayWhenSent() {
        session.flush(Callback.from(() -> say(status(asked())), failure -> say(status(asked()))));
    }

    /** Past the session, which would close the connection at once; this way the client's answer is awaited for a moment. */
    private void say(CloseStatus status) {
        synchronized (this) {
            if (ended || said != null) {
                return;
            }
            said = status;
        }
        ((WebSocketCoreSession) session).getConnection().enqueueFrame(status.toFrame(), Callback.NOOP, false);
        later(1, this::abort);
    }

    private void skip(Callback callback) {
        callback.succeeded();
        session.demand();
    }

    private void later(int patiences, Runnable action) {
        scheduler.schedule(action, patiences * limits.patience().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void endIfNeverOpened() {
        if (session == null) {
            end();
        }
    }

    private synchronized Goodbye asked() {
        return asked;
    }

    private synchronized CloseStatus said() {
        return said;
    }

    private static CloseStatus status(Goodbye goodbye) {
        return new CloseStatus(goodbye.code(), goodbye.reason());
    }
}
