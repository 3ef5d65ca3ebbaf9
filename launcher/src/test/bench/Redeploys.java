import java.nio.file.Files;
import java.util.Map;

/**
 * A module is replaced a thousand times, each version answering a request: what of it stays in the process. Before the
 * first count it was replaced 50 times already, for caches to fill.
 */
final class Redeploys implements Bench.Benchmark {
    private static final String PATH = "/api/v1/again/answer";

    /** What a process holds, after a collection. */
    private record Held(int loaders, double metaspace, double resident, double heap) {
        static Held by(Node node) throws Exception {
            var jcmd = Jcmd.of(node.process());
            return new Held(
                    jcmd.bundleLoaders(), jcmd.metaspace(), node.process().resident(), jcmd.liveHeap());
        }
    }

    @Override
    public void run(Report report, Effort effort) throws Exception {
        var home = Leftovers.folder("home");
        try (var node = Node.start(home, Map.of())) {
            node.signIn();
            var module = new TestModule("again", TestModule.VERSION)
                    .get("answer", "return new Answer(\"again\", \"" + TestModule.VERSION + "\");");
            int warmUp = effort.quick() ? 3 : 50;
            int redeploys = effort.count(1_000, 5);
            redeploy(node, module, 0, warmUp, new Report("warm-up"));
            var before = settled(node, effort);
            redeploy(node, module, warmUp, warmUp + redeploys, report);
            var after = settled(node, effort);
            tell(report, redeploys, before, after);
        } finally {
            Leftovers.remove(home);
        }
    }

    private static void redeploy(Node node, TestModule module, int from, int to, Report report) throws Exception {
        for (int i = from; i < to; i++) {
            if (i % 200 == 0) {
                node.signIn(); // a token lasts for a quarter of an hour
            }
            var version = "1." + i / 900 + "." + (100 + i % 900);
            var jar = module.version(version).writeTo(node.deploy().resolveSibling("made"));
            long dropped = System.nanoTime();
            node.drop(jar);
            report.add("drop to the first answer of the next version", "ms", node.untilSays(PATH, version, dropped));
            Files.delete(jar);
        }
    }

    /** The version before is unloaded when its watch is over; a minute is what that takes at the most. */
    private static Held settled(Node node, Effort effort) throws Exception {
        var held = Held.by(node);
        for (int i = 0; i < (effort.quick() ? 1 : 14); i++) {
            Thread.sleep(5_000);
            var next = Held.by(node);
            if (next.loaders() >= held.loaders() && i > 2) {
                return next;
            }
            held = next;
        }
        return held;
    }

    private static void tell(Report report, int redeploys, Held before, Held after) {
        report.fact("before", before.toString());
        report.fact("after", after.toString());
        var what = " after " + redeploys + " redeploys";
        report.row("class loaders of bundles more" + what, "loaders",
                after.loaders() - before.loaders(), Goal.atMost(2, 0));
        report.row("metaspace more" + what, "MB", after.metaspace() - before.metaspace(), Goal.atMost(2, 0));
        report.row("resident memory more" + what, "%",
                100 * (after.resident() - before.resident()) / before.resident(), Goal.atMost(5, 0));
    }
}
