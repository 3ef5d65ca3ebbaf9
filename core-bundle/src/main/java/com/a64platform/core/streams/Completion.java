package com.a64platform.core.streams;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Does something once a request that went on asynchronously is done, however often it was suspended before. */
public record Completion(Runnable action) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
        action.run();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // onComplete follows
    }

    @Override
    public void onError(AsyncEvent event) {
        // onComplete follows
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
