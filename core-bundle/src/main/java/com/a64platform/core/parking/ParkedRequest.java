package com.a64platform.core.parking;

import com.a64platform.core.routes.Route;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One stay of a request in the parking. It leaves once, for whatever reason comes first. Thread-safe. */
final class ParkedRequest implements AsyncListener {
    private final AsyncContext context;
    private final long until;
    private final Consumer<ParkedRequest> left;
    private final AtomicBoolean gone = new AtomicBoolean();
    private final AtomicReference<Runnable> forget = new AtomicReference<>(() -> {});

    /** @param until when its patience ends, in monotonic nanoseconds */
    ParkedRequest(AsyncContext context, long until, Consumer<ParkedRequest> left) {
        this.context = context;
        this.until = until;
        this.left = left;
        context.setTimeout(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
        listen(this);
    }

    long until() {
        return until;
    }

    void listen(AsyncListener listener) {
        context.addListener(listener);
    }

    /** From here on it may leave at any moment, even before this returns. */
    void begin(Route route) {
        forget.set(route.stays(this::leave));
        if (gone.get()) {
            forget.get().run();
        }
    }

    /** Goes to its servlet again. */
    void leave() {
        if (goes()) {
            context.dispatch();
        }
    }

    private boolean goes() {
        if (!gone.compareAndSet(false, true)) {
            return false;
        }
        forget.get().run();
        left.accept(this);
        return true;
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        leave();
    }

    /** The client is gone: there is nobody to answer. */
    @Override
    public void onError(AsyncEvent event) {
        if (goes()) {
            context.complete();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        goes();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // It goes on in a module, or waits anew.
    }
}
