package com.a64platform.core.gateway;

import com.a64platform.api.RequiresPermission;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.RestOperation;
import com.a64platform.core.sockets.Handshake;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Puts in front of every resource method what its annotations ask of the caller: a token unless {@code @PermitAll}, roles
 * by {@code @RolesAllowed}, permissions by {@code @RequiresPermission}. The method's own annotation counts before its
 * class's.
 */
final class Access implements DynamicFeature {
    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        var wanted = wanted("", "", resource.getResourceClass(), resource.getResourceMethod());
        if (wanted.open()) {
            return;
        }
        Consumer<Caller> rule = caller -> {};
        if (!wanted.roles().isEmpty()) {
            rule = rule.andThen(caller -> requireRole(caller, wanted.roles()));
        }
        if (!wanted.permissions().isEmpty()) {
            rule = rule.andThen(caller -> caller.require(wanted.permissions()));
        }
        context.register(new Filter(rule), Priorities.AUTHORIZATION);
    }

    /** What the annotations of a resource method ask of the caller: what is shown is what is enforced. */
    static RestOperation wanted(String httpMethod, String path, Class<?> resource, Method method) {
        return new RestOperation(
                httpMethod,
                path,
                annotation(resource, method, PermitAll.class).isPresent(),
                annotation(resource, method, RolesAllowed.class)
                        .map(roles -> List.of(roles.value()))
                        .orElse(List.of()),
                annotation(resource, method, RequiresPermission.class)
                        .map(permissions -> List.of(permissions.value()))
                        .orElse(List.of()));
    }

    /**
     * The token that a request carries, in its header or, when it asks for a WebSocket, in its handshake.
     *
     * @throws ProblemException MALFORMED_REQUEST for several headers, UNAUTHENTICATED for one of another kind
     */
    static Optional<String> token(HttpServletRequest request) {
        var headers = Collections.list(request.getHeaders("Authorization"));
        if (headers.isEmpty()) {
            return Handshake.token(request);
        }
        if (headers.size() > 1) {
            throw new ProblemException(ErrorCode.MALFORMED_REQUEST, "Send one Authorization header only.");
        }
        var header = headers.get(0);
        if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw unauthenticated();
        }
        return Optional.of(header.substring(7).trim());
    }

    static ProblemException unauthenticated() {
        return new ProblemException(
                ErrorCode.UNAUTHENTICATED,
                "Send an access token from POST /api/v1/auth/login as Authorization: Bearer");
    }

    private static <A extends Annotation> Optional<A> annotation(Class<?> resource, Method method, Class<A> type) {
        return Optional.ofNullable(method.getAnnotation(type))
                .or(() -> Optional.ofNullable(resource.getAnnotation(type)));
    }

    private static void requireRole(Caller caller, List<String> roles) {
        if (!caller.superAdmin() && roles.stream().noneMatch(caller.roles()::contains)) {
            throw new ProblemException(
                    ErrorCode.PERMISSION_DENIED, "This needs the role " + String.join(" or ", roles) + ".");
        }
    }

    private static final class Filter implements ContainerRequestFilter {
        private final Consumer<Caller> rule;

        Filter(Consumer<Caller> rule) {
            this.rule = rule;
        }

        @Override
        public void filter(ContainerRequestContext context) {
            rule.accept(RequestFacts.of(context)
                    .orElseThrow(Access::unauthenticated)
                    .caller());
        }
    }
}
