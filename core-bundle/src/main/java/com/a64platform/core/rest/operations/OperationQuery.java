package com.a64platform.core.rest.operations;

import static com.a64platform.core.rest.QueryText.text;
import static com.a64platform.core.rest.QueryText.time;

import com.a64platform.core.identity.Caller;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.problem.Faults;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.Optional;

/** The query parameters that choose operations; those left out choose all. */
public final class OperationQuery {
    @QueryParam("kind")
    String kind;

    @QueryParam("subject")
    String subject;

    @QueryParam("state")
    String state;

    @QueryParam("tenantId")
    String tenantId;

    @QueryParam("startedBy")
    String startedBy;

    @QueryParam("from")
    String from;

    @QueryParam("to")
    String to;

    /**
     * Who is no super_admin chooses among those of the own tenant.
     *
     * @throws com.a64platform.core.problem.ProblemException VALIDATION_FAILED for a time or a state that is none,
     *     TENANT_MISMATCH for another tenant
     */
    Operation.Filter filter(Caller caller) {
        var wanted = text(state).flatMap(OperationQuery::state);
        var faults = new Faults().check(wanted.isPresent() || text(state).isEmpty(), "/state", "is one of " + states());
        var start = time("/from", from, faults);
        var end = time("/to", to, faults);
        faults.raise();
        return new Operation.Filter(text(kind), text(subject), wanted, tenant(caller), text(startedBy), start, end);
    }

    private Optional<String> tenant(Caller caller) {
        var named = text(tenantId);
        return caller.superAdmin() ? named : Optional.of(caller.actingIn(named.orElse("")));
    }

    private static String states() {
        return String.join(
                ", ",
                Arrays.stream(OperationState.values()).map(OperationState::name).toList());
    }

    private static Optional<OperationState> state(String name) {
        return Arrays.stream(OperationState.values())
                .filter(known -> known.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
