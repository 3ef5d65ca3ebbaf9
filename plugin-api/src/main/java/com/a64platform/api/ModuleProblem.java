package com.a64platform.api;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A refusal that a resource method tells its client. The platform answers with an RFC 9457 problem: {@code status} as
 * given, a {@code type} URI that ends with {@link #code()}, {@code detail}, an {@code errorId}, and {@code errors} when
 * faults by field were given. Every other exception that leaves a resource method, but those of Jakarta REST, is
 * answered with 500 and without its message. Immutable.
 */
public final class ModuleProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9-]{1,63}");

    private final int status;
    private final String code;
    private final transient List<FieldError> errors;

    /**
     * A refusal without faults by field.
     *
     * @param status HTTP status, from 400 to 599
     * @param code what happened, for programs: lower case with hyphens, such as {@code farm-has-blocks}; never renamed
     * @param detail one sentence, for people, that says what is wrong here and what to do; never a secret
     * @throws IllegalArgumentException when status or code is not of that form
     */
    public ModuleProblem(int status, String code, String detail) {
        this(status, code, detail, List.of());
    }

    /**
     * A refusal with faults by field.
     *
     * @param errors all faults that were found, not only the first
     * @throws IllegalArgumentException when status or code is not of the form told above
     */
    public ModuleProblem(int status, String code, String detail, List<FieldError> errors) {
        super(Objects.requireNonNull(detail, "detail"));
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("A problem's status is from 400 to 599, not " + status);
        }
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("A problem's code is lower case with hyphens, not " + code);
        }
        this.status = status;
        this.code = code;
        this.errors = List.copyOf(errors);
    }

    /** 422 {@code validation-failed}: the request can be read, but these values in it are not acceptable. */
    public static ModuleProblem invalid(List<FieldError> errors) {
        return new ModuleProblem(422, "validation-failed", "Correct the values listed under errors.", errors);
    }

    /** 404 {@code not-found}. */
    public static ModuleProblem notFound(String detail) {
        return new ModuleProblem(404, "not-found", detail);
    }

    /** HTTP status, from 400 to 599. */
    public int status() {
        return status;
    }

    /** What happened, for programs. */
    public String code() {
        return code;
    }

    /** What is wrong here and what to do, for people. */
    public String detail() {
        return getMessage();
    }

    /** Faults by field; empty when the refusal is not about fields. */
    public List<FieldError> errors() {
        return errors == null ? List.of() : errors;
    }

    /**
     * One fault.
     *
     * @param pointer RFC 6901 JSON pointer to the value in the request's body, empty for the whole body; for a query
     *     parameter a slash and its name
     * @param detail what is wrong with it and what is expected
     */
    public record FieldError(String pointer, String detail) {
        public FieldError {
            Objects.requireNonNull(pointer, "pointer");
            Objects.requireNonNull(detail, "detail");
        }
    }
}
