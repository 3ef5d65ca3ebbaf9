package com.a64platform.core.upkeep;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Asks the node that runs on a home and tells its answer. */
public final class NodeCall {
    /** As of {@code a64 status}. */
    private static final int NO_NODE = 3;

    private static final Duration UNTIL_TAKEN = Duration.ofSeconds(15);
    private static final Duration UNTIL_ANSWERED = Duration.ofMinutes(31);

    private NodeCall() {}

    /** @return the exit code */
    public static int ask(OwnerRequest request, PrintWriter out, PrintWriter err) {
        return ask(request, Map.of(), out, err);
    }

    /**
     * @param arguments by name
     * @return the exit code
     */
    public static int ask(OwnerRequest request, Map<String, String> arguments, PrintWriter out, PrintWriter err) {
        if (!Files.exists(request.home().run().resolve("a64.json"))) {
            return noNode(request, err);
        }
        var id = request.submit(arguments);
        if (!within(UNTIL_TAKEN, request::isTaken)) {
            request.withdraw();
            return noNode(request, err);
        }
        if (!within(UNTIL_ANSWERED, () -> request.answerTo(id).isPresent())) {
            err.println("The node took the request and did not answer; ask again.");
            return NO_NODE;
        }
        var answer = request.answerTo(id).orElseThrow();
        answer.lines().forEach(out::println);
        return answer.exitCode();
    }

    private static int noNode(OwnerRequest request, PrintWriter err) {
        err.println("No node answers on " + request.home().root()
                + ": start it, if need be with A64_SAFE_MODE=true, and ask again.");
        return NO_NODE;
    }

    private static boolean within(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        return condition.getAsBoolean();
    }
}
