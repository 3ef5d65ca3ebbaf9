package com.a64platform.core.problem;

import java.util.List;

/** The one unchecked exception for a refusal or failure that a client is told about. Immutable. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<FieldError> errors;

    /** @param detail a sentence that says what is wrong here and what to do; never a secret */
    public ProblemException(ErrorCode code, String detail) {
        this(code, detail, List.of());
    }

    public ProblemException(ErrorCode code, String detail, Throwable cause) {
        super(detail, cause);
        this.code = code;
        this.errors = List.of();
    }

    /** @param errors the faults by field, all that were found */
    public ProblemException(ErrorCode code, String detail, List<FieldError> errors) {
        super(detail);
        this.code = code;
        this.errors = List.copyOf(errors);
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        return getMessage();
    }

    public List<FieldError> errors() {
        return errors == null ? List.of() : errors;
    }

    /**
     * One fault in a document.
     *
     * @param pointer RFC 6901 JSON pointer to the value, empty for the whole document
     * @param detail what is wrong with it and what is expected
     */
    public record FieldError(String pointer, String detail) {}
}
