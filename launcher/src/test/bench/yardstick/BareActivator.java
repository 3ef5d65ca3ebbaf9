package yardstick;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.ext.RuntimeDelegate;
import java.util.Map;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.internal.RuntimeDelegateImpl;
import org.glassfish.jersey.servlet.ServletContainer;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** The application of {@link BareFelix}: one Jersey servlet with one resource, registered with the HTTP whiteboard. */
public final class BareActivator implements BundleActivator {
    /** Answers with text. */
    @Path("ready")
    public static final class Ready {
        @GET
        public String get() {
            return "ready";
        }
    }

    /** Jersey finds its own parts through the context loader. */
    private static final class Application extends ServletContainer {
        private static final long serialVersionUID = 1L;

        Application() {
            super(new ResourceConfig(Ready.class));
        }

        @Override
        public void init(ServletConfig config) throws ServletException {
            var thread = Thread.currentThread();
            var before = thread.getContextClassLoader();
            thread.setContextClassLoader(ServletContainer.class.getClassLoader());
            try {
                super.init(config);
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }

    @Override
    public void start(BundleContext context) {
        RuntimeDelegate.setInstance(new RuntimeDelegateImpl());
        var properties = Map.of(
                "osgi.http.whiteboard.servlet.pattern", "/*", "osgi.http.whiteboard.servlet.asyncSupported", true);
        context.registerService(Servlet.class, new Application(), FrameworkUtil.asDictionary(properties));
    }

    @Override
    public void stop(BundleContext context) {
        // the framework ends with its process
    }
}
