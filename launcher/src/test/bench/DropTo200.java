import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Process start to ready, a file dropped to its first 200, a file deleted to its first 404, and the memory in use. */
final class DropTo200 implements Bench.Benchmark {
    private static final int STARTS = 5;
    private static final int ROUNDS = 20;
    private static final String PATH = "/api/v1/hello/greeting";

    @Override
    public void run(Report report, Effort effort) throws Exception {
        Path home = Leftovers.folder("home");
        Node.start(home, Map.of()).close(); // makes the class archive
        for (int i = 1; i < STARTS; i++) {
            try (var node = Node.start(home, Map.of())) {
                report.add("process start to ready", "ms", node.startMillis);
            }
        }
        try (var node = Node.start(home, Map.of())) {
            report.add("process start to ready", "ms", node.startMillis);
            node.signIn();
            for (int i = 0; i < effort.count(ROUNDS, 2); i++) {
                round(node, report);
            }
            report.add("resident memory", "MB", node.process().resident());
            report.add("processor time of the node", "s", node.process().processorSeconds());
        } finally {
            Leftovers.remove(home);
        }
    }

    private static void round(Node node, Report report) throws Exception {
        Path jar = Bench.module("hello");
        Path file = node.deploy().resolve(jar.getFileName());
        long dropped = System.nanoTime();
        Files.copy(jar, file);
        report.add("drop to first 200", "ms", node.until(PATH, 200, dropped));
        Thread.sleep(500); // a file that lives shorter than FileInstall looks twice is found gone by listing only
        long deleted = System.nanoTime();
        Files.delete(file);
        report.add("delete to first 404", "ms", node.until(PATH, 404, deleted));
        node.uninstall("hello");
    }
}
