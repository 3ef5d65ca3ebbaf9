import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A process that serves HTTP on a port of this machine. Closing ends it. */
final class Running implements AutoCloseable {
    private static final long PATIENCE_NANOS = 120_000_000_000L;

    private final Process process;
    private final Path log;
    final int port;
    /** Just before the process was made, by {@link System#nanoTime}. */
    final long started;

    private Running(Process process, int port, Path log, long started) {
        this.process = process;
        this.port = port;
        this.log = log;
        this.started = started;
    }

    /** @param log gets what the process prints */
    static Running start(ProcessBuilder builder, int port, Path log) throws IOException {
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        long started = System.nanoTime();
        return new Running(Leftovers.started(builder), port, log, started);
    }

    /** Asks until a path answers with a status; milliseconds since a point of {@link System#nanoTime}. */
    double until(String path, String token, int status, long from) throws Exception {
        return until(Target.get(port, path, token), wire -> wire.status() == status, from);
    }

    /** Asks until the answer is as it should be. */
    double until(Target target, Predicate<Wire> awaited, long from) throws Exception {
        Wire wire = null;
        var last = "nothing";
        try {
            while (System.nanoTime() - from < PATIENCE_NANOS) {
                wire = ask(wire, target);
                if (wire != null && awaited.test(wire)) {
                    return (System.nanoTime() - from) / 1e6;
                }
                last = wire == null ? last : wire.text();
                if (!process.isAlive()) {
                    throw new IOException("The process has ended: " + tail());
                }
                Thread.sleep(2);
            }
        } finally {
            drop(wire);
        }
        throw new IOException("What was awaited for two minutes did not come; the last answer was " + last
                + "; the process said " + tail());
    }

    /** On the connection that is there, else on a new one; null when there is no answer. */
    private Wire ask(Wire open, Target target) throws IOException {
        var wire = open;
        try {
            wire = wire == null ? Wire.to(port) : wire;
            wire.ask(target);
            return wire;
        } catch (IOException notYet) {
            drop(wire);
            return null;
        }
    }

    private static void drop(Wire wire) throws IOException {
        if (wire != null) {
            wire.close();
        }
    }

    /** What a request is answered with, on a connection of its own; 0 when it is not. */
    int status(Target target) {
        try (var wire = Wire.to(port)) {
            return wire.ask(target);
        } catch (IOException notYet) {
            return 0;
        }
    }

    long pid() {
        return process.pid();
    }

    /** Resident memory in MB. */
    double resident() throws IOException {
        return Machine.memory(pid(), "VmRSS");
    }

    double processorSeconds() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    /** The words that the process was started with, as the system has them after the script's {@code exec}. */
    List<String> command() throws IOException {
        return List.of(Files.readString(Path.of("/proc/" + pid() + "/cmdline")).split("\0"));
    }

    /**
     * What a yardstick is started with, too: the Java machine and its options, without those that name the class archive,
     * a file or one of our properties.
     */
    List<String> javaAndFlags() throws IOException {
        var words = new ArrayList<>(command());
        return words.subList(0, words.indexOf("-cp")).stream()
                .filter(word -> !word.startsWith("-XX:SharedArchiveFile") && !word.equals("-XX:+RecordDynamicDumpInfo"))
                .filter(word -> !word.startsWith("-XX:ErrorFile") && !word.startsWith("-Da64."))
                .toList();
    }

    private String tail() throws IOException {
        var lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    @Override
    public void close() throws InterruptedException {
        Leftovers.end(process);
    }
}
