package com.a64platform.core.rest.audit;

import com.a64platform.core.audit.AuditFilter;
import com.a64platform.core.problem.Faults;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The query parameters that choose entries of the audit log; those left out choose all. */
public final class AuditQuery {
    @QueryParam("moduleId")
    String moduleId;

    @QueryParam("moduleName")
    String moduleName;

    @QueryParam("userId")
    String userId;

    @QueryParam("action")
    String action;

    @QueryParam("status")
    String status;

    @QueryParam("from")
    String from;

    @QueryParam("to")
    String to;

    /** @throws com.a64platform.core.problem.ProblemException VALIDATION_FAILED for a time that is none */
    AuditFilter toFilter() {
        var start = instant(from);
        var end = instant(to);
        new Faults()
                .check(start.isPresent() || text(from).isEmpty(), "/from", "is a time such as 2026-01-31T00:00:00Z")
                .check(end.isPresent() || text(to).isEmpty(), "/to", "is a time such as 2026-01-31T00:00:00Z")
                .raise();
        return new AuditFilter(text(moduleId), text(moduleName), text(userId), text(action), text(status), start, end);
    }

    private static Optional<String> text(String value) {
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }

    private static Optional<Instant> instant(String value) {
        try {
            return text(value).map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
        } catch (DateTimeParseException e) {
            return Optional.empty(); // told as a fault of the request
        }
    }
}
