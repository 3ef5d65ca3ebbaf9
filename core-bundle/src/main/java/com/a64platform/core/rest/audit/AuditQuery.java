package com.a64platform.core.rest.audit;

import static com.a64platform.core.rest.QueryText.text;
import static com.a64platform.core.rest.QueryText.time;

import com.a64platform.core.audit.AuditFilter;
import com.a64platform.core.problem.Faults;
import jakarta.ws.rs.QueryParam;

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
        var faults = new Faults();
        var start = time("/from", from, faults);
        var end = time("/to", to, faults);
        faults.raise();
        return new AuditFilter(text(moduleId), text(moduleName), text(userId), text(action), text(status), start, end);
    }
}
