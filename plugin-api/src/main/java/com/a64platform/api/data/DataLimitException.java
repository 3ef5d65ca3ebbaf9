package com.a64platform.api.data;

/**
 * The tenant may have no more documents than it has. Nothing was written. A module lets it out of its resource method: the
 * platform answers 507 {@code data-limit-reached} then.
 */
public final class DataLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DataLimitException(String message) {
        super(message);
    }
}
