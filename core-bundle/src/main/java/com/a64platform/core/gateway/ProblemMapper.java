package com.a64platform.core.gateway;

import com.a64platform.api.ModuleProblem;
import com.a64platform.api.data.DataLimitException;
import com.a64platform.api.data.StoreUnavailableException;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.problem.ProblemException.FieldError;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.io.EofException;

/** Every exception that leaves a resource becomes a problem here. */
final class ProblemMapper implements ExceptionMapper<Throwable> {
    /** Looked up when something has failed: injected as itself it is a proxy, a class made anew for each application. */
    @Inject
    private Provider<HttpServletRequest> request = () -> null;

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException web && web.getResponse().getStatus() < 400) {
            return web.getResponse();
        }
        var body = body(failure);
        var answer = Response.status(body.status()).type(Problems.MEDIA_TYPE).entity(body);
        known(failure)
                .flatMap(ProblemException::retryAfter)
                .ifPresent(wait -> answer.header("Retry-After", Math.max(1, wait.toSeconds())));
        if (body.status() == 401) {
            answer.header("WWW-Authenticate", "Bearer");
        }
        if (body.status() == 405 && failure instanceof WebApplicationException web) {
            answer.header("Allow", web.getResponse().getHeaderString("Allow"));
        }
        return answer.build();
    }

    private Problems.Body body(Throwable failure) {
        Optional<ProblemException> known = known(failure);
        if (known.isPresent() || clientGone(failure)) {
            OpenRequest.excuse(request.get());
        }
        if (known.isPresent()) {
            return Problems.refused(known.get());
        }
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ModuleProblem problem) {
                return Problems.refused(problem);
            }
        }
        return failure instanceof WebApplicationException web
                        && web.getResponse().getStatus() != 500
                ? Problems.standard(
                        web.getResponse().getStatus(),
                        web.getResponse().getStatusInfo().getReasonPhrase() + ".")
                : Problems.broken(failure);
    }

    private static boolean clientGone(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).anyMatch(EofException.class::isInstance);
    }

    private Optional<ProblemException> known(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return Optional.of(problem);
            }
            if (cause instanceof ModuleProblem) {
                return Optional.empty();
            }
            if (cause instanceof DataLimitException full) {
                return Optional.of(
                        new ProblemException(ErrorCode.DATA_LIMIT_REACHED, String.valueOf(full.getMessage()), full));
            }
            if (cause instanceof StoreUnavailableException) {
                return Optional.of(new ProblemException(
                        ErrorCode.STORE_UNAVAILABLE, "Read again what is there before you repeat a change.", cause));
            }
        }
        if (failure instanceof JsonProcessingException json) {
            return Optional.of(json(json));
        }
        if (failure instanceof WebApplicationException web) {
            return web(web);
        }
        return Optional.empty();
    }

    private Optional<ProblemException> web(WebApplicationException web) {
        if (web.getCause() instanceof JsonProcessingException json) {
            return Optional.of(json(json));
        }
        int status = web.getResponse().getStatus();
        if (status == 404 && RequestFacts.of(request.get()).isEmpty()) {
            return Optional.of(Access.unauthenticated());
        }
        return Problems.code(status).map(code -> new ProblemException(code, detail(status)));
    }

    private String detail(int status) {
        return switch (status) {
            case 404 -> "Nothing is served at this path; check its spelling.";
            case 405 -> request.get().getMethod() + " is not offered here; the Allow header says what is.";
            case 406 -> "Ask for application/json.";
            case 415 -> "Send application/json.";
            default -> "The request is not of the form this operation takes.";
        };
    }

    /** Says where in the document the fault is, never which class wanted something else. */
    private static ProblemException json(JsonProcessingException failure) {
        boolean whole = !(failure.getCause() instanceof JsonEOFException);
        if (whole
                && failure instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            var pointer = mapping.getPath().stream()
                    .map(part -> "/" + (part.getFieldName() == null ? part.getIndex() : part.getFieldName()))
                    .collect(Collectors.joining());
            var what = failure instanceof UnrecognizedPropertyException
                    ? "is not a member this operation knows"
                    : "is not of the expected type";
            return new ProblemException(
                    ErrorCode.VALIDATION_FAILED,
                    "Correct the values listed under errors.",
                    List.of(new FieldError(pointer, what)));
        }
        var at = failure.getLocation();
        return new ProblemException(
                ErrorCode.MALFORMED_REQUEST,
                "The body is not the JSON document expected here"
                        + (at == null ? "." : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")."));
    }
}
