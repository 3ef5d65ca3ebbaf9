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
import java.util.Optional;
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

    /**
     * @param lastSeen the last event that the client knows
     * @throws ProblemException TOO_BUSY when no place is free
     */
    StreamingOutput open(String operationId, long lastSeen) {
        if (!places.tryAcquire()) {
            throw new ProblemException(
                    ErrorCode.TOO_BUSY, MOST + " streams are open; ask GET /api/v1/operations/{id} instead.");
        }
        return output -> {
            try {
                stream(operationId, lastSeen, output);
            } finally {
                places.release();
            }
        };
    }

    /** A change's id is the operation's revision; what is no such number, such as nothing at all, is before the first. */
    static long eventId(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
    }

    /**
     * Ends with the operation, or when the platform stops: the client asks again when it is back. Every event is the whole
     * operation, so that the newest makes up for all that were missed. One that another node runs is looked at now and then.
     */
    private void stream(String operationId, long lastSeen, OutputStream output) throws IOException {
        var changes = new LinkedBlockingQueue<Operation>();
        var unwatch = operations.watch(operationId, changes::add);
        try {
            for (long sent = lastSeen; readiness.phase() != Readiness.Phase.STOPPING; ) {
                var next = Optional.ofNullable(changes.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS))
                        .or(() -> operations.find(operationId));
                if (next.isEmpty() || next.get().revision() <= sent) {
                    write(output, ": still running\n\n");
                } else {
                    sent = next.get().revision();
                    write(output, event(next.get()));
                }
                if (next.isEmpty() || next.get().state().ended()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            unwatch.run();
        }
    }

    private static String event(Operation operation) throws IOException {
        return "id: " + operation.revision() + "\nevent: operation\ndata: "
                + JSON.writeValueAsString(OperationView.of(operation)) + "\n\n";
    }

    private static void write(OutputStream output, String text) throws IOException {
        output.write(text.getBytes(StandardCharsets.UTF_8));
        output.flush();
    }
}
