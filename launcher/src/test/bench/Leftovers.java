import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What benchmarks start and make on the disk; whatever they have not taken away themselves goes when this process ends. */
final class Leftovers {
    private static final Set<Process> PROCESSES = ConcurrentHashMap.newKeySet();
    private static final Set<Path> FOLDERS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::takeAway, "leftovers"));
    }

    private Leftovers() {}

    static Process started(ProcessBuilder builder) throws IOException {
        var process = builder.start();
        PROCESSES.add(process);
        return process;
    }

    /** A new folder for throw-away things. */
    static Path folder(String name) throws IOException {
        var folder = Files.createTempDirectory("a64-bench-" + name + "-");
        FOLDERS.add(folder);
        return folder;
    }

    /** Asks a process to end and sees that it does. */
    static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        PROCESSES.remove(process);
    }

    static void remove(Path folder) throws IOException {
        FOLDERS.remove(folder);
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(found -> found.toFile().delete());
        }
    }

    private static void takeAway() {
        try {
            for (var process : PROCESSES) {
                process.destroyForcibly().waitFor();
            }
            for (var folder : FOLDERS) {
                remove(folder);
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("Something that a benchmark left could not be taken away: " + e);
        }
    }
}
