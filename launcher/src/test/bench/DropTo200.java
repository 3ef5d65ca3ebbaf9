import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A file dropped into the watched folder to its first 200, and a file deleted there to its first 404. */
final class DropTo200 implements Bench.Benchmark {
    private static final String PATH = "/api/v1/hello/greeting";
    private static final String DROP = "drop to first 200";
    private static final String DELETE = "delete to first 404";

    @Override
    public void run(Report report, Effort effort) throws Exception {
        var home = Leftovers.folder("home");
        try (var node = Node.start(home, Map.of())) {
            node.signIn();
            for (int i = effort.quick() ? 0 : -5; i < effort.count(50, 2); i++) {
                round(node, i < 0 ? new Report("warm-up") : report);
            }
            report.row(DROP, 0.5, Goal.atMost(150, 60));
            report.row(DROP, 0.95, Goal.atMost(300, 120));
            report.row(DELETE, 0.95, Goal.atMost(150, 50));
        } finally {
            Leftovers.remove(home);
        }
    }

    static void round(Node node, Report report) throws Exception {
        var jar = Bench.module("hello");
        Path file = node.deploy().resolve(jar.getFileName());
        long dropped = System.nanoTime();
        node.drop(jar);
        report.add(DROP, "ms", node.until(PATH, 200, dropped));
        Thread.sleep(500); // a file that lives shorter than FileInstall looks twice is found gone by listing only
        long deleted = System.nanoTime();
        Files.delete(file);
        report.add(DELETE, "ms", node.until(PATH, 404, deleted));
        node.uninstall("hello");
    }
}
