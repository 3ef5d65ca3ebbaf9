import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Requests that take two seconds are inside a module while it is updated, and while it is unloaded: all are answered. */
final class InFlight implements Bench.Benchmark {
    private static final String PATH = "/api/v1/slow/answer";
    private static final String QUICK = "/api/v1/slow/now";
    private static final int INSIDE = 16;

    /** What is done to the module while requests are inside. */
    private interface Change {
        void make() throws Exception;
    }

    @Override
    public void run(Report report, Effort effort) throws Exception {
        var home = Leftovers.folder("home");
        try (var node = Node.start(home, Map.of())) {
            node.signIn();
            var module = new TestModule("slow", "1.0.100")
                    .get("answer", "Thread.sleep(2000); return new Answer(\"slow\", \"" + TestModule.VERSION + "\");")
                    .get("now", "return new Answer(\"now\", \"" + TestModule.VERSION + "\");");
            int rounds = effort.count(10, 1);
            int cut = 0;
            int cutByUnload = 0;
            for (int i = 0; i < rounds; i++) {
                drop(node, module, 100 + 2 * i);
                int next = 101 + 2 * i;
                cut += cut(report, node, 100 + 2 * i, () -> drop(node, module, next));
                boolean deleting = i % 2 == 0;
                cutByUnload += cut(report, node, next, () -> unload(node, next, deleting));
                if (deleting) {
                    node.uninstall("slow");
                }
            }
            report.fact("requests inside", rounds * INSIDE + " during updates, " + rounds * INSIDE + " during unloads");
            report.row("requests of 2 s cut by an update", "requests", cut, Goal.atMost(0, 0));
            report.row("requests of 2 s cut by an unload", "requests", cutByUnload, Goal.atMost(0, 0));
        } finally {
            Leftovers.remove(home);
        }
    }

    private static void drop(Node node, TestModule module, int version) throws Exception {
        var jar = module.version("1.0." + version).writeTo(node.deploy().resolveSibling("made"));
        node.drop(jar);
        node.untilSays(QUICK, "1.0." + version, System.nanoTime());
    }

    /** By hand, or as an administrator; returns when the module answers no more. */
    private static void unload(Node node, int version, boolean deleting) throws Exception {
        if (deleting) {
            Files.delete(node.deploy().resolve("slow-1.0." + version + ".jar"));
        } else {
            node.uninstall("slow");
        }
        node.until(QUICK, 404, System.nanoTime());
    }

    /** How many of the requests that were inside before the change were not answered by what they were inside of. */
    private static int cut(Report report, Node node, int version, Change change) throws Exception {
        List<CompletableFuture<String>> inside = new ArrayList<>();
        for (int i = 0; i < INSIDE; i++) {
            inside.add(CompletableFuture.supplyAsync(() -> answer(node), task -> new Thread(task).start()));
        }
        Thread.sleep(500);
        change.make();
        report.add("requests still inside when the change was done", "requests",
                inside.stream().filter(one -> !one.isDone()).count());
        int cut = 0;
        for (var one : inside) {
            var answer = one.get();
            if (!answer.startsWith("HTTP/1.1 200") || !answer.contains("1.0." + version)) {
                report.fact("cut", answer);
                cut++;
            }
        }
        return cut;
    }

    private static String answer(Node node) {
        try (var wire = Wire.to(node.process().port)) {
            wire.ask(node.target(PATH));
            return wire.text();
        } catch (IOException broken) {
            return broken.toString();
        }
    }
}
