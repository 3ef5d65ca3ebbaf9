import java.nio.file.Files;
import java.util.Map;

/**
 * A module is replaced by its next version again and again, dropped into the watched folder, while clients ask it and
 * another module on a fixed schedule, whatever became of the requests before. Latency counts from when a request was due.
 */
final class UpdateUnderLoad implements Bench.Benchmark {
    private static final String CHANGING = "/api/v1/changing/answer";
    private static final String STEADY = "/api/v1/steady/answer";
    private static final int FIRST = 100;

    /** Parts of the run, by {@link System#nanoTime}: the load alone, then with updates. */
    private record Phases(long begin, long updates, long end) {}

    @Override
    public void run(Report report, Effort effort) throws Exception {
        var home = Leftovers.folder("home");
        try (var node = Node.start(home, Map.of())) {
            node.signIn();
            var steady = new TestModule("steady", "1.0.0").get("answer", "return new Answer(\"y\", \"steady\");");
            var changing = new TestModule("changing", "1.0." + FIRST)
                    .get("answer", "return new Answer(\"x\", \"" + TestModule.VERSION + "\");");
            node.drop(steady.writeTo(home.resolve("made")), changing.writeTo(home.resolve("made")));
            node.until(STEADY, 200, System.nanoTime());
            node.until(CHANGING, 200, System.nanoTime());
            for (var path : new String[] {STEADY, CHANGING}) {
                Load.closed(node.target(path), 16, effort.quick() ? 1 : 5); // compiled before the schedule begins
            }
            int rate = effort.quick() ? 100 : 1_000;
            report.fact("requests a second on X, on Y", rate + ", " + rate / 2);
            try (var onX = Load.open(node.target(CHANGING), rate);
                    var onY = Load.open(node.target(STEADY), rate / 2)) {
                var phases = phases(report, effort, node, changing);
                tell(report, "X", onX.end(), phases);
                tell(report, "Y", onY.end(), phases);
            }
            report.add("resident memory at the end", "MB", node.process().resident());
        } finally {
            Leftovers.remove(home);
        }
    }

    private static Phases phases(Report report, Effort effort, Node node, TestModule module) throws Exception {
        Thread.sleep(effort.quick() ? 2_000 : 8_000); // warms up
        long begin = System.nanoTime();
        Thread.sleep(effort.quick() ? 2_000 : 20_000);
        long updates = System.nanoTime();
        for (int i = 1; i <= effort.count(100, 3); i++) {
            update(report, node, module.version("1.0." + (FIRST + i)));
        }
        return new Phases(begin, updates, System.nanoTime());
    }

    private static void update(Report report, Node node, TestModule next) throws Exception {
        var jar = next.writeTo(node.deploy().resolveSibling("made"));
        long dropped = System.nanoTime();
        node.drop(jar);
        report.add("drop to the first answer of the next version", "ms",
                node.untilSays(CHANGING, jar.getFileName().toString().replaceAll("changing-|\\.jar", ""), dropped));
        Files.delete(jar);
        Thread.sleep(100);
    }

    private static void tell(Report report, String module, Readings readings, Phases phases) {
        report.fact("requests on " + module, readings.answered() + " answered with 200; others: " + readings.failures());
        double[] before = new double[2];
        double[] during = new double[2];
        double[] shares = {0.5, 0.99};
        for (int i = 0; i < shares.length; i++) {
            before[i] = readings.percentile(shares[i], phases.begin(), phases.updates());
            during[i] = readings.percentile(shares[i], phases.updates(), phases.end());
            var percentile = "p" + Math.round(shares[i] * 100) + " of a request on " + module;
            report.add(percentile + " without updates", "ms", before[i]);
            report.add(percentile + " during updates", "ms", during[i]);
        }
        if (before[0] > 1_000) {
            report.fact("overloaded", "already without updates half of the requests on " + module + " took "
                    + Math.round(before[0]) + " ms: this machine cannot serve so many now; nothing here counts");
        }
        report.row("failed requests on " + module + " during updates", "requests",
                readings.failures().values().stream().mapToInt(Integer::intValue).sum(), Goal.atMost(0, 0));
        report.row("p99 on " + module + " during updates, of p99 without", "ratio", during[1] / before[1], Goal.aim(2));
    }
}
