package com.a64platform.core.gateway;

import com.a64platform.api.CurrentTenant;
import com.a64platform.api.CurrentUser;
import com.a64platform.api.data.ModuleDatabase;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.modules.ModuleData;
import com.a64platform.core.tenants.Tenant;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;

/**
 * What a resource method can have injected, taken from what the gateway found out about the request that is being served.
 * Bound as classes and not as objects: the container fills in only what it makes itself.
 */
final class RequestSources {
    private RequestSources() {}

    /** The part of the module's data that is not the request's: whose collections, and which. */
    record Collections(ModuleData data, String module, List<String> names) {
        ModuleDatabase of(Tenant tenant) {
            return data.open(tenant.database(), module, names);
        }
    }

    static final class CallerSource implements Supplier<Caller> {
        private final Provider<HttpServletRequest> request;

        @Inject
        CallerSource(Provider<HttpServletRequest> request) {
            this.request = request;
        }

        @Override
        public Caller get() {
            return facts(request).caller();
        }
    }

    static final class TenantSource implements Supplier<CurrentTenant> {
        private final Provider<HttpServletRequest> request;

        @Inject
        TenantSource(Provider<HttpServletRequest> request) {
            this.request = request;
        }

        @Override
        public CurrentTenant get() {
            return facts(request).tenant().orElseThrow();
        }
    }

    static final class DatabaseSource implements Supplier<ModuleDatabase> {
        private final Provider<HttpServletRequest> request;
        private final Collections collections;

        @Inject
        DatabaseSource(Provider<HttpServletRequest> request, Collections collections) {
            this.request = request;
            this.collections = collections;
        }

        @Override
        public ModuleDatabase get() {
            return collections.of(facts(request).tenant().orElseThrow());
        }
    }

    static final class ActorSource implements Supplier<Audit.Actor> {
        private final Provider<HttpServletRequest> request;

        @Inject
        ActorSource(Provider<HttpServletRequest> request) {
            this.request = request;
        }

        @Override
        public Audit.Actor get() {
            return RequestFacts.actor(request.get());
        }
    }

    /**
     * The same for parameters of resource methods, without a look-up in the container: that would be a fifth of the time of
     * a short request.
     */
    static final class Parameters implements ValueParamProvider {
        private final Map<Class<?>, Function<RequestFacts, ?>> values = new HashMap<>();

        /** What every application has. */
        Parameters() {
            values.put(Caller.class, RequestFacts::caller);
            values.put(CurrentUser.class, RequestFacts::caller);
        }

        /** What a module's has besides. */
        Parameters(Collections collections) {
            this();
            values.put(CurrentTenant.class, facts -> facts.tenant().orElseThrow());
            values.put(
                    ModuleDatabase.class, facts -> collections.of(facts.tenant().orElseThrow()));
        }

        @Override
        public Function<ContainerRequest, ?> getValueProvider(Parameter parameter) {
            var value = values.get(parameter.getRawType());
            return value == null || parameter.getSource() != Parameter.Source.CONTEXT
                    ? null
                    : request -> value.apply(RequestFacts.of(request).orElseThrow(Access::unauthenticated));
        }

        @Override
        public PriorityType getPriority() {
            return Priority.HIGH;
        }
    }

    private static RequestFacts facts(Provider<HttpServletRequest> request) {
        return RequestFacts.of(request.get()).orElseThrow(Access::unauthenticated);
    }
}
