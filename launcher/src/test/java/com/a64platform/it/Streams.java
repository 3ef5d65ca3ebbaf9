package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A licensed module whose answers do not end by themselves, in every way in which one can go on, and who listens. */
final class Streams {
    static final String NAME = "streams";
    static final String EVENTS = "/api/v1/streams/open/events";
    static final String SINK = "/api/v1/streams/open/sink";
    static final String BLOCKING = "/api/v1/streams/open/blocking";
    static final String NEVER = "/api/v1/streams/open/never";
    static final String SOCKET = "/api/v1/streams/live";
    static final String GREETING = "/api/v1/streams/greeting";

    private static final String SOURCE = """
            import jakarta.ws.rs.*;
            import jakarta.ws.rs.container.*;
            import jakarta.ws.rs.core.*;
            import jakarta.ws.rs.sse.*;
            import java.io.IOException;

            @Path("open")
            public class Open {
                @GET @Path("events") @Produces("text/event-stream")
                public void events(@Suspended AsyncResponse response) {
                    new Thread(() -> response.resume(ticks("data: tick\\n\\n"))).start();
                }

                @GET @Path("sink") @Produces("text/event-stream")
                public void sink(@Context SseEventSink sink, @Context Sse sse) {
                    new Thread(() -> {
                        while (!sink.isClosed()) {
                            sink.send(sse.newEvent("tick"));
                            try {
                                Thread.sleep(20);
                            } catch (InterruptedException stopping) {
                                return;
                            }
                        }
                    }).start();
                }

                @GET @Path("blocking") @Produces("text/plain")
                public StreamingOutput blocking() {
                    return ticks("tick\\n");
                }

                private static StreamingOutput ticks(String text) {
                    return output -> {
                        try {
                            while (true) {
                                output.write(text.getBytes());
                                output.flush();
                                Thread.sleep(20);
                            }
                        } catch (InterruptedException stopping) {
                            throw new IOException(stopping);
                        }
                    };
                }

                @GET @Path("never") @Produces("text/plain")
                public void never(@Suspended AsyncResponse response) {}
            }
            """;

    private static final String LIVE = """
            @jakarta.websocket.server.ServerEndpoint("/live")
            public class Live {
                @jakarta.websocket.OnMessage
                public String answer(String message) {
                    return message;
                }
            }
            """;

    private Streams() {}

    static Path jar(Path folder) {
        return ModuleJar.hello()
                .named(NAME)
                .descriptor(json -> ((ObjectNode) json.get("licensing"))
                        .put("required", true)
                        .put("type", "subscription"))
                .moreOf("Import-Package", "jakarta.ws.rs.container;version=\"[3.1,4)\"")
                .moreOf("Import-Package", "jakarta.ws.rs.sse;version=\"[3.1,4)\"")
                .resource("Open", SOURCE)
                .socket("Live", LIVE)
                .writeTo(folder);
    }

    /** A node in production on {@code home} of the folder, not started yet, whose registry offers the module. */
    static PlatformProcess node(Path folder) {
        Path home = folder.resolve("home");
        Path registry = folder.resolve("registry");
        Publisher publisher = Publisher.trustedBy(home);
        Path jar = jar(folder.resolve("made"));
        publisher.sign(jar);
        publisher.publish(registry, jar);
        return Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("MODULE_REGISTRY", registry.toUri().toString());
    }

    /** @param tenant empty for the administrator's own */
    static HttpResponse<String> install(Operator admin, String tenant, String license) {
        return admin.waiting(
                "POST",
                "/api/v1/modules/install",
                "{\"moduleName\":\"streams\",\"licenseKey\":\"" + license + "\"" + in(tenant) + "}");
    }

    /** @param tenant empty for the administrator's own */
    static HttpResponse<String> renew(Operator admin, String tenant, String license) {
        return admin.waiting(
                "PUT", "/api/v1/modules/streams/license", "{\"license_key\":\"" + license + "\"" + in(tenant) + "}");
    }

    private static String in(String tenant) {
        return tenant.isEmpty() ? "" : ",\"tenantId\":\"" + tenant + "\"";
    }

    /** Somebody who reads an answer until it ends, however it does. */
    static final class Listener {
        private final CompletableFuture<Void> begun = new CompletableFuture<>();
        private final CompletableFuture<Long> ended;

        private Listener(PlatformProcess node, String path, String token) {
            HttpRequest request = node.request(path)
                    .header("Authorization", "Bearer " + token)
                    .build();
            ended = node.client()
                    .sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                    .handle((answer, failure) -> failure == null ? read(answer) : System.nanoTime());
            ended.whenComplete((at, failure) -> begun.completeExceptionally(
                    new IllegalStateException(path + " ended before anything came", failure)));
        }

        static Listener to(PlatformProcess node, String path, String token) {
            return new Listener(node, path, token);
        }

        /** Waits for the first byte. */
        Listener awaitBegin() {
            begun.orTimeout(20, TimeUnit.SECONDS).join();
            return this;
        }

        boolean open() {
            return !ended.isDone();
        }

        /** Waits for the end and returns when it was, as {@link System#nanoTime()}. */
        long awaitEnd() {
            return ended.orTimeout(30, TimeUnit.SECONDS).join();
        }

        private long read(HttpResponse<InputStream> answer) {
            if (answer.statusCode() == 404) {
                return System.nanoTime(); // cut off before anything came, the client has asked once more
            }
            assertThat(answer.statusCode()).isEqualTo(200);
            try (InputStream body = answer.body()) {
                for (int next = body.read(); next >= 0; next = body.read()) {
                    begun.complete(null);
                }
            } catch (IOException cut) {
                return System.nanoTime();
            }
            return System.nanoTime();
        }
    }
}
