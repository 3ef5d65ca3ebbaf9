package com.a64platform.core.parking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.platform.Readiness;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.RequestHandler;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that wait, in a real server with fewer threads than requests. */
class ParkingTest {
    private static final String PATH = "/api/v1/farm/fields";

    private final RouteTable routes = new RouteTable();
    private final Readiness readiness = new Readiness();
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger ended = new AtomicInteger();
    private final Route old = route("old");
    private Parking parking = new Parking(readiness, 40, Duration.ofSeconds(20));
    private Server server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        routes.attach(old);
        server = new Server(new org.eclipse.jetty.util.thread.QueuedThreadPool(8, 8));
        var connector = new ServerConnector(server, 1, 1);
        server.addConnector(connector);
        var context = new ServletContextHandler();
        var servlet = new ServletHolder(new Front());
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/api/*");
        server.setHandler(context);
        server.start();
        port = connector.getLocalPort();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void servesWhatWaitedOnceTheNextRevisionServes() {
        routes.park(old);
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            asked.add(i % 2 == 0 ? ask("GET", "") : ask("POST", "body " + "x".repeat(i * 1000)));
        }
        await().until(() -> parking.waiting() == 40);

        routes.attach(route("next"));

        for (int i = 0; i < 40; i++) {
            var answer = asked.get(i).join();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("next " + (i % 2 == 0 ? "" : "body " + "x".repeat(i * 1000)));
        }
        assertThat(parking.waiting()).isZero();
        assertThat(readiness.awaitIdle(Duration.ofSeconds(10))).isTrue();
        await().until(() -> ended.get() == 40);
    }

    @Test
    void letsWhatWaitedTwiceAnswerLater() {
        routes.park(old);
        var asked = ask("GET", "later");
        await().until(() -> parking.waiting() == 1);
        var parkedAgain = routes.park(routes.ofModule("farm").orElseThrow());
        await().until(() -> parking.waiting() == 1);
        assertThat(parkedAgain.parked()).isTrue();

        routes.attach(new Route("/api/v1/farm", "farm", "next", new Later()));

        assertThat(asked.join().body()).isEqualTo("later");
        await().untilAsserted(() -> assertThat(ended).hasValue(1));
    }

    @Test
    void refusesWhatFindsNoPlaceAtOnce() {
        parking = new Parking(readiness, 1, Duration.ofSeconds(20));
        var parked = routes.park(old);
        var first = ask("GET", "");
        await().until(() -> parking.waiting() == 1);

        assertThat(ask("GET", "").join().statusCode()).isEqualTo(503);

        routes.detach(parked);
        assertThat(first.join().statusCode()).isEqualTo(404);
        routes.park(old);
        var next = ask("GET", "");
        await().until(() -> parking.waiting() == 1);
        routes.attach(route("next"));
        assertThat(next.join().statusCode()).isEqualTo(200);
    }

    @Test
    void refusesWhatHasWaitedLongEnough() {
        parking = new Parking(readiness, 1, Duration.ofMillis(100));
        routes.park(old);

        assertThat(ask("GET", "").join().statusCode()).isEqualTo(503);

        assertThat(parking.waiting()).isZero();
        assertThat(ask("GET", "").join().body()).contains("did not serve again");
        await().untilAsserted(() -> assertThat(ended).hasValue(2));
    }

    @Test
    void letsEverythingGoWhenThePlatformStops() {
        routes.park(old);
        var asked = ask("GET", "");
        await().until(() -> parking.waiting() == 1);

        readiness.enter(Readiness.Phase.STOPPING);

        assertThat(asked.join().statusCode()).isEqualTo(503);
        assertThat(asked.join().body()).isEqualTo("stopping");
    }

    /** Without the server, which would need as many connections. */
    @Test
    void hasAThousandPlacesForFiveSeconds() {
        var everybodys = new Parking(readiness);
        var parked = routes.park(old);
        List<Long> timeouts = new ArrayList<>();
        var context = answering(AsyncContext.class, (method, given) -> {
            if (method.equals("setTimeout")) {
                timeouts.add((Long) given[0]);
            }
            return null;
        });
        var request =
                answering(HttpServletRequest.class, (method, given) -> method.equals("startAsync") ? context : null);
        for (int i = 0; i < 1_000; i++) {
            everybodys.park(parked, request, new End());
        }

        assertThatThrownBy(() -> everybodys.park(parked, request, new End()))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.MODULE_BEING_REPLACED));
        assertThat(everybodys.waiting()).isEqualTo(1_000);
        assertThat(timeouts).hasSize(1_000).allMatch(millis -> millis > 0 && millis <= 5_000);
        assertThat(timeouts.get(0)).isGreaterThan(4_000);
    }

    private static <T> T answering(Class<T> type, BiFunction<String, Object[], Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, given) -> answer.apply(method.getName(), given)));
    }

    private CompletableFuture<HttpResponse<String>> ask(String method, String body) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + PATH))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private static Route route(String version) {
        return new Route("/api/v1/farm", "farm", version, new Echo(version));
    }

    /** Does with the parking what the gateway does. */
    private final class Front extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (!Parking.returned(request)) {
                readiness.requestEnters();
            }
            if (readiness.phase() == Readiness.Phase.STOPPING) {
                response.setStatus(503);
                response.getWriter().print("stopping");
                return;
            }
            var route = routes.enter(request.getRequestURI());
            if (route.isEmpty()) {
                response.setStatus(404);
                return;
            }
            try {
                if (route.get().parked()) {
                    parking.park(route.get(), request, new End());
                } else {
                    route.get().handler().handle(request, response);
                }
            } catch (ProblemException refused) {
                response.setStatus(refused.code().status());
                response.getWriter().print(refused.detail());
            } catch (jakarta.servlet.ServletException e) {
                throw new IOException(e);
            } finally {
                route.get().exit();
            }
        }
    }

    private final class End implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            ended.incrementAndGet();
            readiness.requestLeaves();
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }

    private record Echo(String version) implements RequestHandler {
        @Override
        public void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
            var body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            response.getWriter().print(version + " " + body);
        }

        @Override
        public Set<String> prepare() {
            return Set.of();
        }

        @Override
        public void close() {}
    }

    private record Later() implements RequestHandler {
        @Override
        public void handle(HttpServletRequest request, HttpServletResponse response) {
            var context = request.startAsync();
            context.setTimeout(0);
            new Thread(() -> {
                        try {
                            response.getWriter().print("later");
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                        context.complete();
                    })
                    .start();
        }

        @Override
        public Set<String> prepare() {
            return Set.of();
        }

        @Override
        public void close() {}
    }
}
