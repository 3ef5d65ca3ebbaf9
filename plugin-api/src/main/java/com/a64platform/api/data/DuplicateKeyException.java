package com.a64platform.api.data;

/** A unique index already holds the key of a document that was to be written. Nothing was written. */
public final class DuplicateKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DuplicateKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
