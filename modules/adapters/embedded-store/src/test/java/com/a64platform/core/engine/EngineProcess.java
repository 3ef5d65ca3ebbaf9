package com.a64platform.core.engine;

import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.store.MongoOperationJournal;
import com.a64platform.core.store.Store;
import com.a64platform.core.store.TestStores;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * A process with an operations engine on a server's database, started with {@code NODE HOME URI DATABASE}. It reads what
 * to do from its input: {@code submit SUBJECT STEP}, where STEP is the one in which it waits, its fence in its hand, for the
 * file {@code go} before it has its effect; {@code idle} to be told when nothing runs any more.
 */
final class EngineProcess {
    static final List<String> STEPS = List.of("first", "second", "pivot", "last");
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL = Duration.ofMillis(10).toNanos();

    private final String node;
    private final Path go;
    private final MongoCollection<Document> effects;
    private final JournalOperations operations;

    private EngineProcess(String node, Path go, Store store) {
        this.node = node;
        this.go = go;
        this.effects = store.collection("effects");
        var times = new HeldLease.Times(TTL, PATIENCE, Duration.ofDays(1), System::nanoTime);
        this.operations =
                new JournalOperations(new MongoOperationJournal(store), new Workers(), node, times, Clock.systemUTC());
        operations.define(definition());
        operations.recover();
    }

    public static void main(String[] arguments) throws IOException {
        var home = Path.of(arguments[1]);
        try (var store = TestStores.server(home, arguments[2], arguments[3])) {
            new EngineProcess(arguments[0], home.resolve("go"), store).serve();
        }
    }

    private void serve() throws IOException {
        say("ready");
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = input.readLine(); line != null; line = input.readLine()) {
            var words = line.split(" ");
            if (words[0].equals("submit")) {
                operations.submit("test", words[1], "tenant", "user", Map.of("slow", words[2]));
            } else {
                until(() -> operations.running().isEmpty());
                say("idle");
            }
        }
        operations.close();
    }

    private OperationDefinition definition() {
        return new OperationDefinition() {
            @Override
            public String kind() {
                return "test";
            }

            @Override
            public List<Step> steps() {
                return STEPS.stream().map(name -> step(name)).toList();
            }

            @Override
            public Duration limit() {
                return Duration.ofHours(1);
            }
        };
    }

    private Step step(String name) {
        var step = Step.of(name, context -> run(name, context))
                .undo(context -> change(context, context.fence(), Updates.pull("done", new Document("step", name))));
        return name.equals("pivot") ? step.asPivot() : step;
    }

    private void run(String name, StepContext context) {
        long fence = context.fence();
        if (name.equals(context.get("slow")) && node.equals("one")) {
            say("at " + context.subject());
            until(() -> Files.exists(go));
        }
        change(context, fence, Updates.push("done", new Document("step", name).append("node", node)));
    }

    /** As the installations do it: refused, here by the unique id, once a larger fence has written. */
    private void change(StepContext context, long fence, Bson change) {
        effects.updateOne(
                Filters.and(Filters.eq("_id", context.subject()), Filters.not(Filters.gt("fence", fence))),
                Updates.combine(Updates.set("fence", fence), change),
                new UpdateOptions().upsert(true));
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(POLL);
        }
    }

    private static synchronized void say(String what) {
        System.out.println(what);
        System.out.flush();
    }
}
