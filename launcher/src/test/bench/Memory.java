import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Resident memory of a node with three modules, farm-manager among them, that has answered some requests of each. */
final class Memory implements Bench.Benchmark {
    private static final List<String> PATHS =
            List.of("/api/v1/farm-manager/farms", "/api/v1/hello/greeting", "/api/v1/third/answer");

    @Override
    public void run(Report report, Effort effort) throws Exception {
        var home = Leftovers.folder("home");
        try {
            Node.command(home, "keys", "init");
            install(home);
            for (int i = 0; i < effort.count(3, 1); i++) {
                try (var node = Node.start(home, Map.of())) {
                    measure(node.signIn(), report, effort);
                }
            }
            report.row("resident memory with three modules", 0.5, Goal.atMost(300, 180));
        } finally {
            Leftovers.remove(home);
        }
    }

    private static void install(Path home) throws Exception {
        try (var node = Node.start(home, Map.of())) {
            node.signIn();
            node.drop(Bench.module("hello"));
            node.drop(Licensed.files(home, Bench.module("farm-manager"), "farm-manager", "1.0.0"));
            node.drop(new TestModule("third", "1.0.0")
                    .get("answer", "return new Answer(\"third\", \"one of three\");")
                    .writeTo(home.resolve("made")));
            for (var path : PATHS) {
                node.until(path, 200, System.nanoTime());
            }
        }
    }

    private static void measure(Node node, Report report, Effort effort) throws Exception {
        report.add("resident memory when ready", "MB", node.process().resident());
        for (var path : PATHS) {
            try (var wire = Wire.to(node.process().port)) {
                for (int i = 0; i < (effort.quick() ? 20 : 1_000); i++) {
                    if (wire.ask(node.target(path)) != 200) {
                        throw new IllegalStateException(wire.text());
                    }
                }
            }
        }
        report.add("resident memory with three modules", "MB", node.process().resident());
        report.add("live heap", "MB", Jcmd.of(node.process()).liveHeap());
        report.add("metaspace", "MB", Jcmd.of(node.process()).metaspace());
    }
}
