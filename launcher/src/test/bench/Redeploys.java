import java.nio.file.Files;
import java.util.Map;

/**
 * A module is replaced a thousand times, each version answering a request: what of it stays in the process. Before the
 * first count it was replaced 50 times already, for caches to fill. In between is counted too: what has grown by then and
 * not since is the platform getting warm, what grows on would never end.
 */
final class Redeploys implements Bench.Benchmark {
    private static final String PATH = "/api/v1/again/answer";

    /** What a process holds, after a collection. */
    private record Held(int loaders, double metaspace, double resident, double heap, double code) {
        static Held by(Node node) throws Exception {
            var jcmd = Jcmd.of(node.process());
            return new Held(
                    jcmd.bundleLoaders(),
                    jcmd.metaspace(),
                    node.process().resident(),
                    jcmd.liveHeap(),
                    jcmd.compiledCode());
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
            int between = warmUp + redeploys / 4;
            redeploy(node, module, warmUp, between, report);
            report.fact("after " + redeploys / 4, settled(node, effort).toString());
            redeploy(node, module, between, warmUp + redeploys, report);
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

    /** The version before is kept for a minute of watch and then unloaded. */
    private static Held settled(Node node, Effort effort) throws Exception {
        Thread.sleep(effort.quick() ? 1_000 : 65_000);
        var held = Held.by(node);
        for (int i = 0; i < (effort.quick() ? 1 : 4); i++) {
            Thread.sleep(2_000);
            held = Held.by(node);
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
