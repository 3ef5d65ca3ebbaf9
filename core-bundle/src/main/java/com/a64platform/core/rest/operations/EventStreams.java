package com.a64platform.core.rest.operations;

import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Streams of an operation's progress as server-sent events. Each holds a request thread, so their number is limited.
 * Thread-safe.
 */
@Component(service = EventStreams.class)
public final class EventStreams {
    private static final int MOST = 50;
    private static final long HEARTBEAT_SECONDS = 2;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModules(new JavaTimeModule(), new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .build();

    private final Operations operations;
    private final Readiness readiness;
    private final Semaphore places = new Semaphore(MOST);

    @Activate
    public EventStreams(@Reference Operations operations, @Reference Readiness readiness) {
        this.operations = operations;
        this.readiness = readiness;
    }

    /** @throws ProblemException TOO_BUSY when no place is free */
    StreamingOutput open(String operationId) {
        if (!places.tryAcquire()) {
            throw new ProblemException(
                    ErrorCode.TOO_BUSY, MOST + " streams are open; ask GET /api/v1/operations/{id} instead.");
        }
        return output -> {
            try {
                stream(operationId, output);
            } finally {
                places.release();
            }
        };
    }

    /** Ends with the operation, or when the platform stops: the client asks again when it is back. */
    private void stream(String operationId, OutputStream output) throws IOException {
        var changes = new LinkedBlockingQueue<Operation>();
        var unwatch = operations.watch(operationId, changes::add);
        try {
            for (int id = 1; readiness.phase() != Readiness.Phase.STOPPING; ) {
                var next = changes.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
                if (next == null) {
                    write(output, ": still running\n\n");
                    continue;
                }
                write(
                        output,
                        "id: " + id++ + "\nevent: operation\ndata: " + JSON.writeValueAsString(OperationView.of(next))
                                + "\n\n");
                if (next.state().ended()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            unwatch.run();
        }
    }

    private static void write(OutputStream output, String text) throws IOException {
        output.write(text.getBytes(StandardCharsets.UTF_8));
        output.flush();
    }
}
