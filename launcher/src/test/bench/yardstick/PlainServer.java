package yardstick;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/** Jetty and Jersey as they are, on a flat class path, with one trivial resource: what the platform's gateway is held against. */
public final class PlainServer {
    private PlainServer() {}

    /** Answers with JSON. */
    @Path("bench")
    public static final class Trivial {
        /** What the client gets. */
        public record Answer(String id, String text) {}

        @GET
        @Produces("application/json")
        public Answer get() {
            return new Answer("trivial", "There is nothing to do.");
        }
    }

    /** @param arguments the port */
    public static void main(String[] arguments) throws Exception {
        var server = new Server();
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(connector);
        var context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new ServletContainer(application())), "/api/v1/*");
        server.setHandler(context);
        server.start();
        server.join();
    }

    /** JSON as the platform maps it: dates as text, absent values left out. */
    static ResourceConfig application() {
        var mapper = JsonMapper.builder()
                .addModules(new JavaTimeModule(), new Jdk8Module())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .build();
        return new ResourceConfig(Trivial.class).register(new JacksonJsonProvider(mapper));
    }
}
