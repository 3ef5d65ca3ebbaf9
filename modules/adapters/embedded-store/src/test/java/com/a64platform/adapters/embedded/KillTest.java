package com.a64platform.adapters.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.spi.EmbeddedStoreEngine.Running;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process in the middle of its writes, ten times on the same files: what it acknowledged is there. */
@Tag("kill")
class KillTest {
    private static final int ROUNDS = 10;
    private static final int WRITERS = 8;
    private static final Pattern ACKNOWLEDGED = Pattern.compile("acknowledged (\\S+) (\\S+) (\\d+) \\.");

    @TempDir
    Path home;

    private final List<String> acknowledged = new ArrayList<>();
    private final Map<String, Long> counted = new HashMap<>();
    private final Random random = new Random();

    @Test
    void losesNothingAcknowledgedWhenKilled() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            writeUntilKilled(round, 20 + random.nextInt(150));
            requireAll();
        }
        assertThat(acknowledged).hasSizeGreaterThan(ROUNDS * 20);
    }

    private void writeUntilKilled(int round, int lines) throws IOException, InterruptedException {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        home.toString(),
                        "r" + round)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = victim.inputReader()) {
            int before = acknowledged.size();
            while (acknowledged.size() < before + lines) {
                String line = output.readLine();
                assertThat(line).as("the process writes on").isNotNull();
                note(line);
            }
            victim.toHandle().destroyForcibly(); // the process itself would close its output, too
            output.lines().forEach(this::note);
        } finally {
            victim.destroyForcibly();
        }
        assertThat(victim.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /** What is said of an acknowledgement counts when its line is whole. */
    private void note(String line) {
        Matcher whole = ACKNOWLEDGED.matcher(line);
        if (whole.matches()) {
            acknowledged.add(whole.group(2));
            counted.merge(whole.group(1), Long.valueOf(whole.group(3)), Math::max);
        }
    }

    private void requireAll() {
        try (Running engine = new EmbeddedEngine().open(home.resolve("store"));
                MongoClient client = MongoClients.create(engine.uri())) {
            Ledger ledger = new Ledger(client);
            ledger.requireAll(acknowledged);
            counted.forEach(ledger::requireCount);
            ledger.requireWhole();
        }
    }

    /** The process that is killed: writes, and says after each acknowledgement what was acknowledged. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) {
            Running engine = new EmbeddedEngine().open(Path.of(arguments[0]).resolve("store"));
            Ledger ledger = new Ledger(MongoClients.create(engine.uri()));
            ledger.prepare();
            for (int writer = 0; writer < WRITERS; writer++) {
                String name = arguments[1] + "w" + writer;
                new Thread(() -> write(ledger, name)).start();
            }
        }

        private static void write(Ledger ledger, String writer) {
            for (int n = 0; ; n++) {
                String id = writer + "-" + n;
                long count = ledger.add(writer, id);
                System.out.println("acknowledged " + writer + " " + id + " " + count + " .");
                if (System.out.checkError()) {
                    Runtime.getRuntime().halt(1); // nobody reads any more
                }
            }
        }
    }
}
