package com.a64platform.core.gateway;

import com.a64platform.api.CurrentTenant;
import com.a64platform.api.CurrentUser;
import com.a64platform.api.ModuleSettings;
import com.a64platform.api.RequiresPermission;
import com.a64platform.api.data.ModuleDatabase;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.configuring.TenantContexts;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.installer.ModuleApplications;
import com.a64platform.core.modules.ModuleFault;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.rest.FewerRoots;
import com.a64platform.core.routes.RequestHandler;
import com.a64platform.core.sockets.SocketPeer;
import com.a64platform.core.sockets.SocketRoutes;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.server.model.ModelProcessor;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes REST applications: one for each revision of a module, and the core's own. */
@Component(service = {JerseyApplications.class, ModuleApplications.class})
public final class JerseyApplications implements ModuleApplications {
    private static final long SERVLET_LIMIT_SECONDS = 30;

    private final TenantContexts contexts;
    private final CompletableFuture<ServletContext> servletContext = new CompletableFuture<>();

    @Activate
    public JerseyApplications(@Reference TenantContexts contexts) {
        this.contexts = contexts;
    }

    /** The gateway servlet has been initialised. */
    void servletContext(ServletContext context) {
        servletContext.complete(context);
    }

    @Override
    public RequestHandler create(Revision revision) {
        var descriptor = revision.artifact().descriptor();
        Supplier<List<Object>> resources = () -> {
            var found = revision.resources();
            found.forEach(resource -> requireDeclared(resource.getClass(), descriptor.permissions()));
            return found;
        };
        var rest = new JerseyHandler(
                descriptor.routePrefix(), revision.classLoader(), resources, moduleContext(revision), this::context);
        return new SocketRoutes(rest, revision, contexts, JerseyApplications::peer);
    }

    private static SocketPeer peer(HttpServletRequest request) {
        var facts = RequestFacts.of(request).orElseThrow(Access::unauthenticated);
        return new SocketPeer(facts.caller(), facts.tenant().orElseThrow());
    }

    /** The core's own application. */
    RequestHandler core(Supplier<List<Object>> resources) {
        var binder = new AbstractBinder() {
            @Override
            protected void configure() {
                bindCaller(this);
                bind(new RequestSources.Parameters()).to(ValueParamProvider.class);
                bind(new FewerRoots()).to(ModelProcessor.class);
            }
        };
        return new JerseyHandler("/api/v1", getClass().getClassLoader(), resources, binder, this::context);
    }

    private AbstractBinder moduleContext(Revision revision) {
        return new AbstractBinder() {
            @Override
            protected void configure() {
                bindCaller(this);
                var views = new RequestSources.Views(contexts, revision);
                bind(new RequestSources.Parameters(views)).to(ValueParamProvider.class);
                bind(views).to(RequestSources.Views.class);
                bindFactory(RequestSources.TenantSource.class).to(CurrentTenant.class);
                bindFactory(RequestSources.DatabaseSource.class).to(ModuleDatabase.class);
                bindFactory(RequestSources.SettingsSource.class).to(ModuleSettings.class);
            }
        };
    }

    private static void bindCaller(AbstractBinder binder) {
        binder.bindFactory(RequestSources.CallerSource.class).to(Caller.class).to(CurrentUser.class);
        binder.bindFactory(RequestSources.ActorSource.class).to(Audit.Actor.class);
    }

    private ServletContext context() {
        try {
            return servletContext.get(SERVLET_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the HTTP server was starting", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "The HTTP server has not started within " + SERVLET_LIMIT_SECONDS + " s", e);
        }
    }

    private static void requireDeclared(Class<?> resource, List<String> declared) {
        var used = Stream.concat(Stream.of(resource), Arrays.stream(resource.getMethods()))
                .map(element -> element.getAnnotation(RequiresPermission.class))
                .filter(annotation -> annotation != null)
                .flatMap(annotation -> Arrays.stream(annotation.value()));
        used.filter(permission -> !declared.contains(permission)).findFirst().ifPresent(permission -> {
            throw new ModuleFault("its resource " + resource.getSimpleName() + " asks for the permission " + permission
                    + ", which its descriptor does not declare");
        });
    }
}
