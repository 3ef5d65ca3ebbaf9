package com.a64platform.core.sockets;

import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;

/**
 * The module's end of a session, called with the module's loader as the context loader. The server may remember a
 * connection for a while after it has closed; what is behind this is forgotten at once. Thread-safe.
 */
final class ModuleSide implements FrameHandler {
    private volatile FrameHandler handler;
    private volatile ClassLoader loader;

    ModuleSide(FrameHandler handler, ClassLoader loader) {
        this.loader = loader;
        this.handler = handler;
    }

    @Override
    public void onOpen(CoreSession session, Callback callback) {
        call(module -> module.onOpen(session, callback), callback);
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        call(module -> module.onFrame(frame, callback), callback);
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        call(module -> module.onError(cause, callback), callback);
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        call(module -> module.onClosed(status, callback), callback);
    }

    /** From now on whatever comes has been dealt with. */
    void forget() {
        handler = null;
        loader = null;
    }

    private void call(Consumer<FrameHandler> event, Callback callback) {
        var module = handler;
        if (module == null) {
            callback.succeeded();
            return;
        }
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            event.accept(module);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
