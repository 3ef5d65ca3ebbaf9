package com.a64platform.core.gateway;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.tenants.Tenant;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Optional;

/** What the gateway found out about an authenticated request, carried by the request to where it is injected. */
record RequestFacts(Caller caller, Optional<Tenant> tenant) {
    private static final String ATTRIBUTE = RequestFacts.class.getName();

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
