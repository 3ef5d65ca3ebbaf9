import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** A thousand modules: a start with all of them, what an idle one takes of the heap, and one more dropped. */
final class ManyModules implements Bench.Benchmark {
    @Override
    public void run(Report report, Effort effort) throws Exception {
        var home = Leftovers.folder("home");
        int modules = effort.quick() ? 20 : 1_000;
        var settings = Map.of("MAX_MODULES", Integer.toString(modules + 10));
        try {
            double without = withNone(home, settings);
            withAll(home, settings, modules, report);
            double with = 0;
            for (int i = 0; i < effort.count(3, 1); i++) {
                with = warm(home, settings, modules, report);
            }
            report.fact("live heap without and with them", without + " MB, " + with + " MB");
            try (var node = Node.start(home, settings)) {
                node.signIn();
                var more = new Report("one more");
                for (int i = 0; i < effort.count(20, 1); i++) {
                    DropTo200.round(node, more);
                }
                report.add("one more drop to its first 200", "ms", more.median("drop to first 200"));
            }
            report.row(modules + " modules: warm start to all ready", "s",
                    report.median("warm start to all ready") / 1e3, Goal.atMost(15, 5));
            report.row("heap of an idle module", "MB", (with - without) / modules, Goal.atMost(0.2, 0.05));
            report.row("one more drop to its first 200, p50", "ms",
                    report.median("one more drop to its first 200"), Goal.atMost(300, 100));
        } finally {
            Leftovers.remove(home);
        }
    }

    private static double withNone(Path home, Map<String, String> settings) throws Exception {
        Node.start(home, settings).close(); // makes the administrator, the store, the class archive
        try (var node = Node.start(home, settings)) {
            node.signIn();
            loaded(node);
            return Jcmd.of(node.process()).liveHeap();
        }
    }

    /** All are dropped at once, which is the quickest way in. */
    private static void withAll(Path home, Map<String, String> settings, int modules, Report report) throws Exception {
        var module = new TestModule("many0", "1.0.0").get("answer", "return new Answer(\"m\", \"one of many\");");
        try (var node = Node.start(home, settings)) {
            node.signIn();
            long dropped = System.nanoTime();
            for (int i = 0; i < modules; i++) {
                node.drop(module.named("many" + i).writeTo(home.resolve("made")));
            }
            awaitAll(node, modules, dropped);
            report.add("all dropped to all enabled", "ms", (System.nanoTime() - dropped) / 1e6);
        }
    }

    /** @return the live heap before any of them was asked */
    private static double warm(Path home, Map<String, String> settings, int modules, Report report) throws Exception {
        try (var node = Node.start(home, settings)) {
            report.add("warm start to ready", "ms", node.startMillis);
            node.signIn();
            awaitAll(node, modules, node.process().started);
            report.add("warm start to all ready", "ms", (System.nanoTime() - node.process().started) / 1e6);
            double heap = Jcmd.of(node.process()).liveHeap();
            for (int i = 0; i < modules; i += modules / 10) {
                long asked = System.nanoTime();
                report.add("first request of an idle module", "ms",
                        node.until("/api/v1/many" + i + "/answer", 200, asked));
            }
            report.add("resident memory", "MB", node.process().resident());
            return heap;
        }
    }

    private static void awaitAll(Node node, int modules, long from) throws Exception {
        while (loaded(node) < modules) {
            if (System.nanoTime() - from > 600_000_000_000L) {
                throw new IllegalStateException("After ten minutes " + loaded(node) + " of " + modules + " are loaded");
            }
            requireNoneRefused(node);
            Thread.sleep(50);
        }
    }

    private static void requireNoneRefused(Node node) throws IOException {
        try (var notes = Files.newDirectoryStream(node.deploy(), "*.refused.txt")) {
            for (var note : notes) {
                throw new IOException(Files.readString(note));
            }
        }
    }

    private static long loaded(Node node) throws Exception {
        return Pattern.compile("\"many\\d+\"").matcher(node.get("/api/v1/modules/loaded")).results().count();
    }
}
