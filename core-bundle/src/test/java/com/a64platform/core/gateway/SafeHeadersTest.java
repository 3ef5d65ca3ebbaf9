package com.a64platform.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each of them once, whatever the answer says already: on a fresh one, on one that has been here, on one with its own. */
class SafeHeadersTest {
    private static final List<String> ALL =
            List.of("Cache-Control", "Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options");

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void start() throws Exception {
        var context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new Answering()), "/*");
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/fresh", "/again", "/X-Content-Type-Options", "/Referrer-Policy", "/Other"})
    void areThereOnce(String path) throws Exception {
        assertThat(headers(path).map()).containsKeys("date");
        for (var name : ALL) {
            assertThat(headers(path).allValues(name)).as(name).hasSize(1).doesNotContain("mine");
        }
    }

    private HttpHeaders headers(String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + connector.getLocalPort() + path));
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.discarding())
                .headers();
    }

    private static final class Answering extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            var name = request.getRequestURI().substring(1);
            if (name.equals("again")) {
                SafeHeaders.on(response);
            } else if (!name.equals("fresh")) {
                response.setHeader(name, "mine");
            }
            SafeHeaders.on(response);
        }
    }
}
