package com.a64platform.core.gateway;

import com.a64platform.api.RequiresPermission;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.annotation.Annotation;
import java.util.Arrays;
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
        if (annotation(resource, PermitAll.class).isPresent()) {
            return;
        }
        Consumer<Caller> rule = caller -> {};
        var roles = annotation(resource, RolesAllowed.class);
        var permissions = annotation(resource, RequiresPermission.class);
        if (roles.isPresent()) {
            rule = rule.andThen(caller -> requireRole(caller, roles.get().value()));
        }
        if (permissions.isPresent()) {
            rule = rule.andThen(
                    caller -> caller.require(List.of(permissions.get().value())));
        }
        context.register(new Filter(rule), Priorities.AUTHORIZATION);
    }

    static ProblemException unauthenticated() {
        return new ProblemException(
                ErrorCode.UNAUTHENTICATED,
                "Send an access token from POST /api/v1/auth/login as Authorization: Bearer");
    }

    private static <A extends Annotation> Optional<A> annotation(ResourceInfo resource, Class<A> type) {
        return Optional.ofNullable(resource.getResourceMethod().getAnnotation(type))
                .or(() -> Optional.ofNullable(resource.getResourceClass().getAnnotation(type)));
    }

    private static void requireRole(Caller caller, String[] roles) {
        if (!caller.superAdmin() && Arrays.stream(roles).noneMatch(caller.roles()::contains)) {
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
