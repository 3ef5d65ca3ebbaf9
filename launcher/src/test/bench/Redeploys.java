import java.nio.file.Files;
import java.util.Map;

/**
 * A module is replaced a thousand times, each version answering a request: what of it stays in the process. Before that it
 * is replaced 300 times, because the compiler takes a method that has run 200 times, and is told in steps of 128: what runs
 * once in an update is compiled at the 256th. After 50 and half-way is counted too: what has grown by then and not since is
 * the platform getting warm, what grows on would never end.
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
            int redeploys = effort.count(1_000, 4);
            int few = effort.quick() ? 1 : 50;
            int warmUp = effort.quick() ? 3 : 300;
            redeploy(node, module, 0, few, new Report("warm-up"));
            var cold = settled(node, effort);
            redeploy(node, module, few, warmUp, new Report("warm-up"));
            var before = settled(node, effort);
            redeploy(node, module, warmUp, warmUp + redeploys / 2, report);
            report.fact("after " + (warmUp + redeploys / 2), settled(node, effort).toString());
            redeploy(node, module, warmUp + redeploys / 2, warmUp + redeploys, report);
            var after = settled(node, effort);
            report.fact("after " + few, cold.toString());
            report.fact("after " + warmUp, before.toString());
            report.fact("after " + (warmUp + redeploys), after.toString());
            tell(report, redeploys, before, after);
            report.row("resident memory more since the first " + few, "%", growth(cold, after), Goal.atMost(5, 0));
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
        var what = " after " + redeploys + " redeploys";
        report.row("class loaders of bundles more" + what, "loaders",
                after.loaders() - before.loaders(), Goal.atMost(2, 0));
        report.row("metaspace more" + what, "MB", after.metaspace() - before.metaspace(), Goal.atMost(2, 0));
        report.row("resident memory more" + what, "%", growth(before, after), Goal.atMost(5, 0));
    }

    private static double growth(Held before, Held after) {
        return 100 * (after.resident() - before.resident()) / before.resident();
    }
}
