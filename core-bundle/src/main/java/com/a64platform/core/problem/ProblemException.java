package com.a64platform.core.problem;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The one unchecked exception for a refusal or failure that a client is told about, {@link Brief}ly. Immutable. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<FieldError> errors;
    private final transient Duration retryAfter;
    private final transient Map<String, Object> members;

    /** @param detail a sentence that says what is wrong here and what to do; never a secret */
    public ProblemException(ErrorCode code, String detail) {
        this(code, detail, List.of());
    }

    public ProblemException(ErrorCode code, String detail, Throwable cause) {
        super(Brief.of(detail), cause);
        this.code = code;
        this.errors = List.of();
        this.retryAfter = Duration.ZERO;
        this.members = Map.of();
    }

    /** @param retryAfter how long the client has to wait before the same request can succeed */
    public ProblemException(ErrorCode code, String detail, Duration retryAfter) {
        super(Brief.of(detail));
        this.code = code;
        this.errors = List.of();
        this.retryAfter = retryAfter;
        this.members = Map.of();
    }

    private ProblemException(ProblemException problem, Map<String, Object> members) {
        super(problem.detail(), problem);
        this.code = problem.code;
        this.errors = problem.errors();
        this.retryAfter = problem.retryAfter;
        this.members = Map.copyOf(members);
    }

    /** The same with something more for the client to go on with, RFC 9457 section 3.2. */
    public ProblemException with(String member, Object value) {
        Map<String, Object> more = new HashMap<>(members());
        more.put(member, value);
        return new ProblemException(this, more);
    }

    /** @param errors the faults by field, all that were found */
    public ProblemException(ErrorCode code, String detail, List<FieldError> errors) {
        super(Brief.of(detail));
        this.code = code;
        this.errors = List.copyOf(errors);
        this.retryAfter = Duration.ZERO;
        this.members = Map.of();
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

    /** What the answer holds beside the standard members, by name. */
    public Map<String, Object> members() {
        return members == null ? Map.of() : members;
    }

    /** How long to wait, for the {@code Retry-After} header; empty when waiting alone does not help. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter).filter(wait -> !wait.isZero());
    }

    /**
     * One fault in a document.
     *
     * @param pointer RFC 6901 JSON pointer to the value, empty for the whole document
     * @param detail what is wrong with it and what is expected
     */
    public record FieldError(String pointer, String detail) {}
}
