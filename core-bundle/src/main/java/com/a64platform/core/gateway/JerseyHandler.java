package com.a64platform.core.gateway;

import com.a64platform.core.asking.OwnRequest;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.Reply;
import com.a64platform.core.routes.RequestHandler;
import com.a64platform.core.routes.RestOperation;
import com.a64platform.core.routes.RoutePatterns;
import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.RuntimeDelegate;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.internal.inject.CustomAnnotationLiteral;
import org.glassfish.jersey.media.sse.SseFeature;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.internal.RuntimeDelegateImpl;
import org.glassfish.jersey.server.model.Invocable;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.spi.internal.ResourceMethodInvocationHandlerProvider;
import org.glassfish.jersey.servlet.ServletContainer;
import org.glassfish.jersey.servlet.spi.AsyncContextDelegateProvider;

/**
 * One REST application, with resources, JSON mapper and context of its own, so that taking it away touches no other.
 * Built by the first request or by {@link #prepare()}, whichever comes first.
 */
final class JerseyHandler implements RequestHandler {
    private static final Duration BUILD_PATIENCE = Duration.ofSeconds(10);

    /**
     * One warns of every resource that it is no provider, the other of mail's data types, which are left out on purpose.
     * Kept here, for the JDK holds its loggers weakly.
     */
    private static final List<Logger> NEEDLESS = Stream.of(
                    "org.glassfish.jersey.internal.inject.Providers",
                    "org.glassfish.jersey.message.internal.MessagingBinders")
            .map(Logger::getLogger)
            .toList();

    static {
        NEEDLESS.forEach(logger -> logger.setLevel(Level.SEVERE));
    }

    private final String prefix;
    private final PrefixedRequest.Mount mount;
    private final ClassLoader loader;
    private final Supplier<List<Object>> resources;
    private final AbstractBinder context;
    private final Supplier<ServletContext> servletContext;
    private final ReentrantLock building = new ReentrantLock();
    private volatile boolean closed;
    private volatile ServletContainer container;
    private volatile List<RestOperation> operations = List.of();

    JerseyHandler(
            String prefix,
            ClassLoader loader,
            Supplier<List<Object>> resources,
            AbstractBinder context,
            Supplier<ServletContext> servletContext) {
        this.prefix = prefix;
        this.mount = new PrefixedRequest.Mount(prefix);
        this.loader = loader;
        this.resources = resources;
        this.context = context;
        this.servletContext = servletContext;
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            serve(new PrefixedRequest(request, prefix), response);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private void serve(PrefixedRequest request, HttpServletResponse response) throws ServletException, IOException {
        var address = mount.plain(request);
        if (address.isPresent()) {
            container().service(address.get().application(), address.get().asked(), request, response);
        } else {
            container().service(request, response);
        }
    }

    @Override
    public Set<String> prepare() {
        return operations().stream()
                .map(operation -> RoutePatterns.normal(operation.method(), operation.path()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public List<RestOperation> operations() {
        container();
        return operations;
    }

    @Override
    public Reply ask(String path, int most) throws IOException {
        var application = container().getApplicationHandler();
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return OwnRequest.get(application, prefix, path, most);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Does not wait for a build whose resource never activates; should that end, it closes what it has built. */
    @Override
    public void close() {
        closed = true;
        if (building.tryLock()) {
            try {
                destroy();
            } finally {
                building.unlock();
            }
        }
    }

    private void destroy() {
        if (container != null) {
            container.destroy();
            container = null;
        }
    }

    private ServletContainer container() {
        var built = container;
        return built != null ? built : build();
    }

    /** One request builds; others wait a little, but a module that hangs here must not collect all threads. */
    private ServletContainer build() {
        try {
            if (!building.tryLock(BUILD_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw stillStarting();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stillStarting();
        }
        try {
            var built = container == null ? construct() : container;
            if (closed) {
                destroy();
                throw stillStarting();
            }
            return built;
        } finally {
            building.unlock();
        }
    }

    private ProblemException stillStarting() {
        return new ProblemException(
                ErrorCode.STARTING, "What serves " + prefix + " is not ready to answer; try again in a moment.");
    }

    private ServletContainer construct() {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        // Jersey looks for its own parts through the context loader; the module's must not answer.
        thread.setContextClassLoader(ServletContainer.class.getClassLoader());
        try {
            RuntimeDelegate.setInstance(new RuntimeDelegateImpl());
            var instances = resources.get();
            var next = new ServletContainer(configuration(instances));
            next.init(new Config());
            operations = operationsOf(instances);
            container = next;
            return next;
        } catch (ServletException e) {
            throw new IllegalStateException("The REST application of " + prefix + " cannot be built", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private ResourceConfig configuration(List<Object> instances) {
        var config = new ResourceConfig();
        config.setClassLoader(loader);
        config.property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
        config.property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true);
        config.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        config.property(ServerProperties.RESOURCE_VALIDATION_IGNORE_ERRORS, false);
        // Unbuffered, so that a stream of events leaves when it is flushed; InOnePiece gathers the rest.
        config.property(CommonProperties.OUTBOUND_CONTENT_LENGTH_BUFFER, 0);
        config.register(new ProblemMapper());
        config.register(new EmptyErrors());
        config.register(new Answers.InOnePiece(), 0); // outside of what else changes an answer on its way
        config.register(SseFeature.class);
        config.register(new Access());
        config.register(new AbstractBinder() {
            @Override
            protected void configure() {
                // not registered, for then Jersey looks at each of its methods whether it is a resource's
                bind(new JacksonJsonProvider(Json.mapper(loader)))
                        .to(MessageBodyReader.class)
                        .to(MessageBodyWriter.class)
                        .qualifiedBy(CustomAnnotationLiteral.INSTANCE);
                bind(new Answers.Later()).to(AsyncContextDelegateProvider.class);
                bind((ResourceMethodInvocationHandlerProvider) JerseyHandler::invocation)
                        .to(ResourceMethodInvocationHandlerProvider.class);
            }
        });
        config.register(context);
        instances.forEach(config::register);
        return config;
    }

    /** As Jersey calls a resource's method, but that Java does not look up each time whether the caller may. */
    private static InvocationHandler invocation(Invocable invocable) {
        invocable.getDefinitionMethod().setAccessible(true);
        return (resource, method, arguments) -> method.invoke(resource, arguments);
    }

    private static List<RestOperation> operationsOf(List<Object> instances) {
        List<RestOperation> found = new ArrayList<>();
        for (var instance : instances) {
            var resource = Resource.from(instance.getClass());
            if (resource != null) {
                collect("", resource, found);
            }
        }
        return List.copyOf(found);
    }

    private static void collect(String above, Resource resource, List<RestOperation> found) {
        var path = above + "/" + resource.getPath().replaceAll("^/+|/+$", "");
        for (var method : resource.getAllMethods()) {
            if (method.getHttpMethod() != null) {
                var invocable = method.getInvocable();
                found.add(Access.wanted(
                        method.getHttpMethod(),
                        path,
                        invocable.getHandler().getHandlerClass(),
                        invocable.getHandlingMethod()));
            }
        }
        resource.getChildResources().forEach(child -> collect(path, child, found));
    }

    /** The servlet environment of this application. */
    private final class Config implements ServletConfig {
        @Override
        public String getServletName() {
            return prefix;
        }

        @Override
        public ServletContext getServletContext() {
            return servletContext.get();
        }

        @Override
        public String getInitParameter(String name) {
            return null;
        }

        @Override
        public Enumeration<String> getInitParameterNames() {
            return Collections.emptyEnumeration();
        }
    }
}
