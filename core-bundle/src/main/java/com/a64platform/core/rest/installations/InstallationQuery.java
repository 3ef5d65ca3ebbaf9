package com.a64platform.core.rest.installations;

import static com.a64platform.core.rest.Bodies.orEmpty;

import com.a64platform.core.identity.Caller;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.problem.Faults;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;

/** The query parameters that choose installations; those left out choose all that the caller may see. */
public final class InstallationQuery {
    @QueryParam("tenantId")
    String tenantId;

    @QueryParam("moduleName")
    String moduleName;

    @QueryParam("status")
    String status;

    /**
     * @throws com.a64platform.core.problem.ProblemException VALIDATION_FAILED for a state that is none, TENANT_MISMATCH when
     *     somebody other than a super_admin names another tenant
     */
    Predicate<Installation> toFilter(Caller caller) {
        var tenant = orEmpty(tenantId).isEmpty() && caller.superAdmin() ? "" : caller.actingIn(orEmpty(tenantId));
        var module = orEmpty(moduleName);
        var state = orEmpty(status).toUpperCase(Locale.ROOT);
        new Faults()
                .check(
                        state.isEmpty() || isState(state),
                        "/status",
                        "is one of " + Arrays.toString(InstallationState.values()))
                .raise();
        return installation -> (tenant.isEmpty() || installation.tenantId().equals(tenant))
                && (module.isEmpty() || installation.moduleName().equals(module))
                && (state.isEmpty() || installation.desiredState().name().equals(state));
    }

    private static boolean isState(String name) {
        return Arrays.stream(InstallationState.values())
                .anyMatch(state -> state.name().equals(name));
    }
}
