package com.a64platform.core.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In a server that runs already and has a context for everything, as the whiteboard's has. */
class OwnContextTest {
    private final Server server = new Server();
    private final ServerConnector listening = new ServerConnector(server);
    private Connector connector;

    @BeforeEach
    void start() throws Exception {
        var root = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        root.addServlet(new ServletHolder(new Told("root")), "/*");
        server.addConnector(listening);
        server.setHandler(new ContextHandlerCollection(root));
        server.setErrorHandler((request, response, callback) -> {
            response.setStatus(418);
            callback.succeeded();
            return true;
        });
        server.start();
        connector = new OwnContext(new Told("own")).createConnector(server);
        server.addConnector(connector);
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void answersBelowItsPathOnly() throws Exception {
        connector.start();

        assertThat(ask("/api/v1/farms")).isEqualTo("own /api/v1/farms");
        assertThat(ask("/api")).isEqualTo("own /api");
        assertThat(ask("/api/")).isEqualTo("own /api/");
        assertThat(ask("/apis")).isEqualTo("root /apis");
        assertThat(ask("/api/../health")).isEqualTo("root /api/../health");
    }

    @Test
    void isThereForAsLongAsItsConnector() throws Exception {
        assertThat(ask("/api/v1")).isEqualTo("root /api/v1");

        connector.start();
        assertThat(ask("/api/v1")).isEqualTo("own /api/v1");

        connector.stop();
        assertThat(ask("/api/v1")).isEqualTo("root /api/v1");
    }

    @Test
    void dispatchesOnceMoreWhatWaited() throws Exception {
        connector.start();

        assertThat(ask("/api/v1/waiting")).isEqualTo("own /api/v1/waiting again");
    }

    @Test
    void opensNoSession() throws Exception {
        connector.start();

        var answer = answer("/api/v1/session");

        assertThat(answer.body()).startsWith("own /api/v1/session refused");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(answer("/session").headers().firstValue("Set-Cookie")).isPresent();
    }

    @Test
    void leavesErrorsToTheServer() throws Exception {
        connector.start();

        assertThat(answer("/api/v1/error").statusCode()).isEqualTo(418);
    }

    @Test
    void wantsAServerWithContexts() {
        var bare = new Server();

        assertThatThrownBy(() -> new OwnContext(new Told("own")).createConnector(bare))
                .isInstanceOf(NullPointerException.class);
    }

    private String ask(String path) throws IOException, InterruptedException {
        return answer(path).body();
    }

    private HttpResponse<String> answer(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listening.getLocalPort() + path));
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    /** Says who it is and what was asked. */
    private static final class Told extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final String name;

        Told(String name) {
            this.name = name;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            boolean again = request.getDispatcherType() == DispatcherType.ASYNC;
            if (request.getRequestURI().endsWith("waiting") && !again) {
                request.startAsync().dispatch();
            } else if (request.getRequestURI().endsWith("error")) {
                response.sendError(500);
            } else {
                response.getWriter()
                        .print(name + " " + request.getRequestURI() + (again ? " again" : session(request)));
            }
        }

        private static String session(HttpServletRequest request) {
            if (!request.getRequestURI().endsWith("session")) {
                return "";
            }
            try {
                return " " + request.getSession().getId();
            } catch (IllegalStateException refused) {
                return " refused";
            }
        }
    }
}
