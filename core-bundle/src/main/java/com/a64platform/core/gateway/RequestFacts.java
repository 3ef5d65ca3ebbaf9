package com.a64platform.core.gateway;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.Faults;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.MeteredRequest;
import com.a64platform.core.tenants.Tenant;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the gateway found out about an authenticated request, carried by the request to where it is injected. */
record RequestFacts(Caller caller, Optional<Tenant> tenant, Optional<MeteredRequest> metered) {
    private static final String ATTRIBUTE = RequestFacts.class.getName();
    private static final Set<String> TENANT = Set.of("tenantId", "tenant_id");

    /** The answer is given, with this status. */
    void end(int status) {
        metered.ifPresent(request -> request.end(status));
    }

    void attach(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    static Optional<RequestFacts> of(HttpServletRequest request) {
        return Optional.ofNullable((RequestFacts) request.getAttribute(ATTRIBUTE));
    }

    /** For what is made anew for each resource method and gets no request injected: properties are its attributes. */
    static Optional<RequestFacts> of(ContainerRequestContext request) {
        return Optional.ofNullable((RequestFacts) request.getProperty(ATTRIBUTE));
    }

    /**
     * The tenant that a query names; empty when it names none. Read from the text, for the body is not ours to read.
     *
     * @throws ProblemException VALIDATION_FAILED when it names several
     */
    static Optional<String> namedTenant(String query) {
        if (query == null || query.isEmpty()) {
            return Optional.empty();
        }
        var named = Arrays.stream(query.split("&"))
                .map(parameter -> parameter.split("=", 2))
                .filter(parameter -> TENANT.contains(decoded(parameter[0])))
                .map(parameter -> parameter.length == 2 ? decoded(parameter[1]) : "")
                .filter(value -> !value.isEmpty())
                .collect(Collectors.toSet());
        new Faults().check(named.size() <= 1, "/tenantId", "names one tenant").raise();
        return named.stream().findFirst();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new ProblemException(
                    ErrorCode.MALFORMED_REQUEST, "The query has a % that is not followed by two digits.", malformed);
        }
    }

    /** Who the audit names for a request, signed in or not. */
    static Audit.Actor actor(HttpServletRequest request) {
        var agent = Optional.ofNullable(request.getHeader("User-Agent")).orElse("");
        var shortened = agent.length() > 200 ? agent.substring(0, 200) : agent;
        return of(request)
                .map(RequestFacts::caller)
                .map(caller -> new Audit.Actor(caller.id(), caller.email(), request.getRemoteAddr(), shortened))
                .orElseGet(() -> new Audit.Actor("", "", request.getRemoteAddr(), shortened));
    }
}
