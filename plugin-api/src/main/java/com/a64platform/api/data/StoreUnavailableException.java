package com.a64platform.api.data;

/** The store did not answer in time. A write may or may not have happened: read again before trying again. */
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
