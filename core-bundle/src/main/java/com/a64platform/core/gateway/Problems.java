package com.a64platform.core.gateway;

import com.a64platform.api.ModuleProblem;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.FullDisk;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.problem.ProblemException.FieldError;
import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where a failure becomes an RFC 9457 answer with an id that the log knows too. */
public final class Problems {
    static final String MEDIA_TYPE = "application/problem+json";
    /** The node or the tenant is so for a while, and every request hears of it: no fault of ours, and no stacks in the log. */
    private static final Set<ErrorCode> PASSING = EnumSet.of(
            ErrorCode.STARTING,
            ErrorCode.STOPPING,
            ErrorCode.TOO_BUSY,
            ErrorCode.MODULE_BEING_REPLACED,
            ErrorCode.MODULE_NOT_ON_NODE,
            ErrorCode.DATA_LIMIT_REACHED);
    /** When nothing says how long it takes. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Problems() {}

    /** The body of an answer, RFC 9457 section 3, with the members every answer of ours has. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonPropertyOrder({"type", "title", "status", "detail", "errorId", "errors"})
    public record Body(
            String type,
            String title,
            int status,
            String detail,
            String errorId,
            List<FieldError> errors,
            @JsonIgnore Map<String, Object> more) {
        /** Members that only this kind of problem has. */
        @JsonAnyGetter
        public Map<String, Object> members() {
            return more;
        }
    }

    static Body of(ErrorCode code, String detail, List<FieldError> errors) {
        return of(code, detail, errors, Map.of());
    }

    private static Body of(ErrorCode code, String detail, List<FieldError> errors, Map<String, Object> more) {
        return new Body(
                code.type(),
                code.title(),
                code.status(),
                detail,
                UUID.randomUUID().toString(),
                errors,
                more);
    }

    /** What was asked is refused: one line in the log. */
    static Body refused(ProblemException problem) {
        var body = of(problem.code(), problem.detail(), problem.errors(), problem.members());
        if (body.status() >= 500 && !PASSING.contains(problem.code())) {
            log.error("{} {}: {}", body.errorId(), problem.code().slug(), oneLine(problem.detail()), problem);
        } else {
            log.info("{} {}: {}", body.errorId(), problem.code().slug(), oneLine(problem.detail()));
        }
        return body;
    }

    /** A module refused what was asked of it. */
    static Body refused(ModuleProblem problem) {
        var errors = problem.errors().stream()
                .map(error -> new FieldError(error.pointer(), error.detail()))
                .toList();
        var id = UUID.randomUUID().toString();
        log.info("{} {}: {}", id, problem.code(), oneLine(problem.detail()));
        var title = ErrorCode.named(problem.code())
                .map(ErrorCode::title)
                .orElse(problem.code().replace('-', ' '));
        return new Body(
                ErrorCode.TYPE + problem.code(), title, problem.status(), problem.detail(), id, errors, Map.of());
    }

    /** A refusal by HTTP's own status, for what none of our own codes says more about. */
    static Body standard(int status, String detail) {
        var code = code(status);
        return code.isPresent()
                ? refused(new ProblemException(code.get(), detail))
                : refused(new ModuleProblem(status, "http-" + status, detail));
    }

    /** The code that says nothing more than the status does. */
    static Optional<ErrorCode> code(int status) {
        return Optional.ofNullable(
                switch (status) {
                    case 400 -> ErrorCode.MALFORMED_REQUEST;
                    case 401 -> ErrorCode.UNAUTHENTICATED;
                    case 403 -> ErrorCode.PERMISSION_DENIED;
                    case 404 -> ErrorCode.NOT_FOUND;
                    case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
                    case 406 -> ErrorCode.NOT_ACCEPTABLE;
                    case 409 -> ErrorCode.CONFLICT;
                    case 413 -> ErrorCode.PAYLOAD_TOO_LARGE;
                    case 414 -> ErrorCode.URI_TOO_LONG;
                    case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
                    case 422 -> ErrorCode.VALIDATION_FAILED;
                    case 431 -> ErrorCode.HEADERS_TOO_LARGE;
                    default -> null;
                });
    }

    /** Details repeat what the client sent; that must not look like a line of the log. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    /** Something broke: the log has the stack, the client only the id. */
    static Body broken(Throwable failure) {
        var full = FullDisk.behind(failure);
        var body = of(
                full.map(ProblemException::code).orElse(ErrorCode.INTERNAL_ERROR),
                full.map(ProblemException::detail)
                        .orElse("Tell your operator the errorId; the log has the details under it."),
                List.of());
        log.error("{} unexpected failure", body.errorId(), failure);
        return body;
    }

    /** Answers a request that no REST application serves. */
    public static void write(HttpServletResponse response, ProblemException problem) throws IOException {
        write(response, refused(problem), problem.retryAfter().orElse(SOON));
    }

    static void write(HttpServletResponse response, Body body) throws IOException {
        write(response, body, SOON);
    }

    private static void write(HttpServletResponse response, Body body, Duration wait) throws IOException {
        if (response.isCommitted()) {
            return; // Too late to say it to the client; the log has it.
        }
        response.reset();
        SafeHeaders.on(response);
        response.setStatus(body.status());
        response.setContentType(MEDIA_TYPE);
        if (body.status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        if (body.status() == 426) {
            response.setHeader("Upgrade", "websocket");
        }
        if (body.status() == 503 || body.status() == 429) {
            response.setHeader("Retry-After", String.valueOf(Math.max(1, wait.toSeconds())));
        }
        response.getOutputStream().write(bytes(body));
    }

    static byte[] bytes(Body body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem cannot be written as JSON", e);
        }
    }
}
