package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.engine.OperationJournal;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.mongodb.client.model.Filters;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one real server, one of which is stopped past its lease and continued. */
@Tag("kill")
class TwoNodesTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final List<String> STEPS = List.of("first", "second", "pivot", "last");

    @TempDir
    Path homes;

    private final String database = "a64-nodes-" + UUID.randomUUID().toString().substring(0, 8);
    private MongoStore store;
    private OperationJournal journal;

    /** A process of {@code EngineProcess}, spoken with line by line. */
    private record Node(Process process, BufferedReader lines, Writer input) implements AutoCloseable {
        void ask(String what) throws IOException {
            input.write(what + "\n");
            input.flush();
        }

        void hear(String... expected) throws IOException {
            List<String> left = new ArrayList<>(List.of(expected));
            while (!left.isEmpty()) {
                var line = lines.readLine();
                assertThat(line).as("the process ended before it said %s", left).isNotNull();
                left.remove(line);
            }
        }

        void signal(String signal) throws IOException, InterruptedException {
            var kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start();
            assertThat(kill.waitFor()).isZero();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void neverRunAnOperationTwiceAlsoWhenOneStandsStillAndGoesOn() throws Exception {
        try (var server = RealServer.orSkip();
                var opened = TestStores.server(homes.resolve("test"), server.uri(), database);
                var one = start("one", server.uri());
                var other = start("other", server.uri())) {
            store = opened;
            journal = new MongoOperationJournal(store);
            one.hear("ready");
            other.hear("ready");
            one.ask("submit undone second");
            one.ask("submit finished pivot");
            one.ask("submit continued last");
            one.hear("at undone", "at finished", "at continued");

            one.signal("STOP");
            await().atMost(LONG).until(() -> journal.unfinished().isEmpty());
            var before = Stream.of("undone", "finished", "continued")
                    .map(this::operation)
                    .toList();
            Files.createFile(homes.resolve("one").resolve("go"));
            one.signal("CONT");
            one.ask("idle");
            one.hear("idle");

            assertThat(before)
                    .extracting(Operation::state)
                    .containsExactly(OperationState.FAILED, OperationState.SUCCEEDED, OperationState.SUCCEEDED);
            assertThat(Stream.of("undone", "finished", "continued")
                            .map(this::operation)
                            .toList())
                    .isEqualTo(before);
            assertThat(done("undone")).isEmpty();
            assertThat(done("finished")).containsExactlyElementsOf(by("one", "one", "other", "other"));
            assertThat(done("continued")).containsExactlyElementsOf(by("one", "one", "one", "other"));
            one.ask("submit undone nowhere");
            one.ask("idle");
            one.hear("idle");
            assertThat(done("undone")).containsExactlyElementsOf(by("one", "one", "one", "one"));
            store.platform().drop();
        }
    }

    private Operation operation(String subject) {
        var filter = new Operation.Filter(
                Optional.empty(),
                Optional.of(subject),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return journal.find(filter, 0, 1).get(0);
    }

    private List<String> done(String subject) {
        var effects = store.platform()
                .getCollection("effects")
                .find(Filters.eq(subject))
                .first();
        return effects.getList("done", Document.class).stream()
                .map(done -> done.getString("step") + " by " + done.getString("node"))
                .toList();
    }

    private static List<String> by(String... nodes) {
        List<String> done = new ArrayList<>();
        for (int i = 0; i < STEPS.size(); i++) {
            done.add(STEPS.get(i) + " by " + nodes[i]);
        }
        return done;
    }

    private Node start(String node, String uri) throws IOException {
        var home = Files.createDirectories(homes.resolve(node).resolve("data")).getParent();
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "com.a64platform.core.engine.EngineProcess",
                node,
                home.toString(),
                uri,
                database);
        var process = new ProcessBuilder(command)
                .redirectError(home.resolve("errors").toFile())
                .start();
        return new Node(
                process, process.inputReader(StandardCharsets.UTF_8), process.outputWriter(StandardCharsets.UTF_8));
    }
}
