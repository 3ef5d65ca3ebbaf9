package com.a64platform.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.platform.PlatformSettings.Proxies;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void givesARequestTheAddressThatATrustedProxyNames() throws Exception {
        start(new Proxies(List.of("127.0.0.0/8"), "X-Forwarded-For"));

        assertThat(ask("X-Forwarded-For", "6.6.6.6, 192.0.2.7")).isEqualTo("192.0.2.7 127.0.0.1");
        assertThat(ask("X-Forwarded-For", "[2001:db8::7]:1")).startsWith("[2001:db8:0:0:0:0:0:7] ");
        assertThat(ask("X-Forwarded-For", "nobody")).isEqualTo("127.0.0.1 127.0.0.1");
    }

    @Test
    @Tag("attack")
    void readsNoOtherHeaderThanTheOneSet() throws Exception {
        start(new Proxies(List.of("127.0.0.1"), "Forwarded"));

        assertThat(ask("X-Forwarded-For", "6.6.6.6")).startsWith("127.0.0.1 ");
        assertThat(ask("X-Real-IP", "6.6.6.6")).startsWith("127.0.0.1 ");
        assertThat(ask("Forwarded", "for=192.0.2.7;host=evil.example")).isEqualTo("192.0.2.7 127.0.0.1");
    }

    @Test
    @Tag("attack")
    void believesNobodyUnlessTold() throws Exception {
        start(Proxies.NONE);

        assertThat(ask("X-Forwarded-For", "6.6.6.6")).startsWith("127.0.0.1 ");
    }

    private void start(Proxies proxies) throws Exception {
        server.addConnector(connector);
        var context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new Asked()), "/*");
        server.setHandler(context);
        ClientAddress.on(server, proxies);
        server.start();
    }

    private String ask(String header, String value) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + connector.getLocalPort()))
                .header(header, value)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    /** Says who asks and under which name. */
    private static final class Asked extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(request.getRemoteAddr() + " " + request.getServerName());
        }
    }
}
