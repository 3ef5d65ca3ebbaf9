package com.a64platform.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A module that answers in every way in which a request can be answered, says its version, and does as files in a folder
 * tell it.
 */
final class LoneModule {
    private static final String SOURCE = """
            import jakarta.ws.rs.*;
            import jakarta.ws.rs.Path;
            import jakarta.ws.rs.container.*;
            import jakarta.ws.rs.core.*;
            import jakarta.ws.rs.sse.*;
            import java.nio.file.Files;

            @Path("ways")
            public class Ways {
                @POST @Path("echo") @Consumes("text/plain") @Produces("text/plain")
                public String echo(String body) {
                    return "VERSION " + body;
                }

                @GET @Path("later") @Produces("text/plain")
                public void later(@Suspended AsyncResponse response) {
                    new Thread(() -> response.resume("VERSION later")).start();
                }

                @GET @Path("slow") @Produces("text/plain")
                public String slow() throws Exception {
                    await("slow");
                    return "VERSION slow";
                }

                @GET @Path("slow-later") @Produces("text/plain")
                public void slowLater(@Suspended AsyncResponse response) {
                    new Thread(() -> {
                        try {
                            await("slow-later");
                            response.resume("VERSION slow-later");
                        } catch (Exception failure) {
                            response.resume(failure);
                        }
                    }).start();
                }

                @GET @Path("events") @Produces("text/event-stream")
                public void events(@HeaderParam("Last-Event-ID") String last, @Context SseEventSink sink, @Context Sse sse) {
                    sink.send(sse.newEvent("VERSION after " + last));
                    new Thread(() -> {
                        for (int id = 1; !sink.isClosed(); id++) {
                            sink.send(sse.newEventBuilder().id("VERSION-" + id).data("VERSION").build());
                            try {
                                Thread.sleep(20);
                            } catch (InterruptedException stopping) {
                                return;
                            }
                        }
                    }).start();
                }

                private static void await(String what) throws Exception {
                    Files.writeString(java.nio.file.Path.of("FOLDER", what + "-inside-VERSION"), "");
                    while (!Files.exists(java.nio.file.Path.of("FOLDER", what + "-end"))) {
                        Thread.sleep(20);
                    }
                }
            }
            """;

    private static final String GATE = """
            import java.nio.file.Files;

            public class Gate {
                public Gate() throws Exception {
                    Files.writeString(java.nio.file.Path.of("FOLDER", "begun-VERSION"), "");
                    while (!Files.exists(java.nio.file.Path.of("FOLDER", "open-VERSION"))) {
                        Thread.sleep(20);
                    }
                }
            }
            """;

    private final Path folder;
    private final String name;
    private final String version;
    private final ModuleJar jar;

    private LoneModule(Path folder, String name, String version) {
        this.folder = folder;
        this.name = name;
        this.version = version;
        this.jar = ModuleJar.hello()
                .named(name)
                .version(version)
                .asking("file:write:/", "file:read:/")
                .moreOf("Import-Package", "jakarta.ws.rs.container;version=\"[3.1,4)\"")
                .moreOf("Import-Package", "jakarta.ws.rs.sse;version=\"[3.1,4)\"")
                .resource("Ways", told(SOURCE));
    }

    /** @param folder of the files by which it is told what to do */
    static LoneModule of(Path folder, String name, String version) {
        return new LoneModule(folder, name, version);
    }

    /** No two versions of it may be loaded at once. */
    LoneModule alone() {
        jar.header("Bundle-SymbolicName", name + ";singleton:=true");
        return this;
    }

    /** It starts when it is told to. */
    LoneModule gated() {
        jar.component("Gate", told(GATE));
        return this;
    }

    ModuleJar jar() {
        return jar;
    }

    /** Waits until a gated version is being started. */
    static void awaitBegun(Path folder, String version) {
        Operator.patiently().until(() -> Files.exists(folder.resolve("begun-" + version)));
    }

    /** Tells modules something by making a file. */
    static void tell(Path folder, String file) {
        try {
            Files.createFile(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String told(String source) {
        return source.replace("VERSION", version).replace("FOLDER", folder.toString());
    }
}
