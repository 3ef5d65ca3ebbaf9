package com.a64platform.core.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams of a real server that are asked to go. */
class ModuleAnswerTest {
    private static final String LAST = "retry: \\d{3,4}\n\n";

    private final CompletableFuture<ModuleAnswer> given = new CompletableFuture<>();
    private final CompletableFuture<HttpServletRequest> asked = new CompletableFuture<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean asynchronous = true;
    private volatile String type = "text/event-stream;charset=UTF-8";
    private Server server;
    private URI uri;

    @BeforeEach
    void start() throws Exception {
        server = new Server();
        var connector = new ServerConnector(server, 1, 1);
        server.addConnector(connector);
        var context = new ServletContextHandler();
        var servlet = new ServletHolder(new Module());
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/*");
        server.setHandler(context);
        server.start();
        uri = URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    @AfterEach
    void stop() throws Exception {
        end.countDown();
        server.stop();
    }

    @Test
    void endsAStreamThatIsIdleBetweenTwoEvents() throws Exception {
        var client = open();
        var output = write("data: a\n\n");

        given.join().leave();

        assertThat(rest(client)).matches("data: a\n\n" + LAST);
        assertThatThrownBy(() -> output.write(1)).isInstanceOf(IOException.class);
        assertThatThrownBy(output::flush).isInstanceOf(IOException.class);
        output.close();
    }

    @Test
    void waitsForTheEndOfAnEventThatIsBegun() throws Exception {
        var client = open();
        var output = write("id: 1\ndata: a\n");

        given.join().leave();
        output.write("data: b\n".getBytes(StandardCharsets.UTF_8));
        output.write("\n".getBytes(StandardCharsets.UTF_8));

        assertThat(rest(client)).matches("id: 1\ndata: a\ndata: b\n\n" + LAST);
    }

    @Test
    void endsAStreamThatBeginsWhenItWasAskedToGoAlready() throws Exception {
        var client = open();
        given.join().leave();

        assertThat(given.join().isCommitted()).isFalse();
        write("data: a\n\n");

        assertThat(rest(client)).matches("data: a\n\n" + LAST);
    }

    @Test
    void letsEveryOtherAnswerGoOn() throws Exception {
        type = "application/json";
        var client = open();
        var output = write("[1,");

        given.join().leave();
        output.write("2]".getBytes(StandardCharsets.UTF_8));
        asked.join().getAsyncContext().complete();

        assertThat(rest(client)).isEqualTo("[1,2]");
    }

    @Test
    void endsAStreamOfAThreadOfTheServersAtItsNextEvent() throws Exception {
        asynchronous = false;
        var client = open();
        var output = write("data: a\n\n");

        given.join().leave();
        output.write("data: b\n\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(output::flush).isInstanceOf(IOException.class);
        end.countDown();

        assertThat(rest(client)).matches("data: a\n\ndata: b\n\n" + LAST);
    }

    @Test
    void writesNothingAfterTheEndOfTheRequest() throws Exception {
        var client = open();
        var output = write("data: a\n\n");
        given.join().end();

        given.join().leave();
        assertThatThrownBy(() -> output.write(1)).isInstanceOf(IOException.class);
        asked.join().getAsyncContext().complete();

        assertThat(rest(client)).isEqualTo("data: a\n\n");
    }

    /** Whatever moment it is asked at, the client sees whole events and the last line. */
    @Test
    void neverEndsInTheMiddleOfAnEvent() throws Exception {
        var client = open();
        var writer = new Thread(() -> {
            try {
                for (int i = 0; true; i++) {
                    for (var piece : new String[] {"id: " + i, "\n", "data: ", "tick\n", "\n"}) {
                        write(piece);
                    }
                }
            } catch (IOException ended) {
                end.countDown();
            }
        });
        writer.start();
        var body = client.join();
        assertThat(body.readNBytes(1_000)).hasSize(1_000);

        given.join().leave();

        var text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).containsPattern("data: tick\n\n" + LAST + "$");
        await().until(() -> end.getCount() == 0);
    }

    /** Asks; returns when the module has the request, which may be before anything is answered. */
    private CompletableFuture<InputStream> open() {
        var answer = HttpClient.newHttpClient()
                .sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
        given.join();
        return answer.thenApply(HttpResponse::body);
    }

    private ServletOutputStream write(String text) throws IOException {
        var output = given.join().getOutputStream();
        output.write(text.getBytes(StandardCharsets.UTF_8));
        return output;
    }

    private static String rest(CompletableFuture<InputStream> body) throws IOException {
        return new String(body.join().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Leaves its answer to the test. */
    private final class Module extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            response.setContentType(type);
            if (asynchronous) {
                request.startAsync().setTimeout(0);
            }
            asked.complete(request);
            given.complete(new ModuleAnswer(request, response));
            if (!asynchronous) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
