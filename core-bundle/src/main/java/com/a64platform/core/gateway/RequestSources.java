package com.a64platform.core.gateway;

import com.a64platform.api.CurrentTenant;
import com.a64platform.api.CurrentUser;
import com.a64platform.api.ModuleSettings;
import com.a64platform.api.data.ModuleDatabase;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.configuring.TenantContexts;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.modules.Revision;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
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

    /** What a module sees of a request's tenant, but for the tenant. */
    record Views(TenantContexts contexts, Revision revision) {
        ModuleDatabase database(RequestFacts facts) {
            return contexts.database(revision, facts.tenant().orElseThrow());
        }

        ModuleSettings settings(RequestFacts facts) {
            return contexts.settings(revision, facts.tenant().orElseThrow());
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
        private final Views views;

        @Inject
        DatabaseSource(Provider<HttpServletRequest> request, Views views) {
            this.request = request;
            this.views = views;
        }

        @Override
        public ModuleDatabase get() {
            return views.database(facts(request));
        }
    }

    static final class SettingsSource implements Supplier<ModuleSettings> {
        private final Provider<HttpServletRequest> request;
        private final Views views;

        @Inject
        SettingsSource(Provider<HttpServletRequest> request, Views views) {
            this.request = request;
            this.views = views;
        }

        @Override
        public ModuleSettings get() {
            return views.settings(facts(request));
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
        Parameters(Views views) {
            this();
            values.put(CurrentTenant.class, facts -> facts.tenant().orElseThrow());
            values.put(ModuleDatabase.class, views::database);
            values.put(ModuleSettings.class, views::settings);
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
