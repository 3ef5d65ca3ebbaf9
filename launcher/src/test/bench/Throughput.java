import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Answers a second of a trivial resource: through the gateway without a token (a resource of the core, added for this),
 * through the gateway with token, tenant, license and permission (a module's), and from plain Jetty and Jersey with the
 * same options of Java, in turns.
 */
final class Throughput implements Bench.Benchmark {
    private static final int CONNECTIONS = 16;
    private static final String MODULE = "trivial";
    private static final String PATH = "/api/v1/" + MODULE + "/answer";

    /** One of the three, while it runs. */
    private record Contestant(String name, Running process, Target target) {
        void measure(Report report, double seconds) throws Exception {
            double processor = process.processorSeconds();
            var readings = Load.closed(target, CONNECTIONS, seconds);
            if (!readings.failures().isEmpty()) {
                throw new IllegalStateException(name + " failed: " + readings.failures());
            }
            report.add(name, "answers/s", readings.answered() / seconds);
            report.add(
                    name + ", processor time of an answer",
                    "us",
                    (process.processorSeconds() - processor) * 1e6 / readings.answered());
        }
    }

    @Override
    public void run(Report report, Effort effort) throws Exception {
        var home = Leftovers.folder("home");
        var platform = OpenPlatform.in(Leftovers.folder("platform"));
        var module = module(home);
        try (var node = Node.start(platform, home, Map.of("JAVA_OPTS", System.getenv().getOrDefault("JAVA_OPTS", "")))) {
            node.signIn();
            node.drop(module);
            node.until(PATH, 200, System.nanoTime());
            try (var plain = plain(node.process(), home)) {
                plain.until(OpenPlatform.PATH, "", 200, plain.started);
                report.fact("options of Java for both", String.join(" ", node.process().javaAndFlags()));
                compare(report, effort, List.of(
                        new Contestant("plain Jetty and Jersey", plain, Target.get(plain.port, OpenPlatform.PATH, "")),
                        new Contestant(
                                "bare", node.process(), Target.get(node.process().port, OpenPlatform.PATH, "")),
                        new Contestant("token, tenant, license", node.process(), node.target(PATH))));
            }
        } finally {
            Leftovers.remove(platform);
            Leftovers.remove(home);
        }
    }

    private static void compare(Report report, Effort effort, List<Contestant> all) throws Exception {
        for (var one : all) {
            Load.closed(one.target(), CONNECTIONS, effort.quick() ? 0.5 : 6); // warms up
        }
        for (int i = 0; i < effort.count(12, 1); i++) {
            for (var one : all) {
                one.measure(report, effort.quick() ? 0.5 : 2);
            }
        }
        double plain = report.median(all.get(0).name());
        report.row("trivial resource, bare, of plain Jetty and Jersey", "ratio",
                report.median("bare") / plain, Goal.atLeast(0.90, 0.97));
        report.row("trivial resource, token, tenant, license, of plain Jetty and Jersey", "ratio",
                report.median("token, tenant, license") / plain, Goal.atLeast(0.75, 0.90));
    }

    /** Signed, and licensed by the home's own issuer. */
    private static Path[] module(Path home) throws Exception {
        var jar = new TestModule(MODULE, "1.0.0")
                .licensed()
                .get("answer", "return new Answer(\"trivial\", \"There is nothing to do.\");")
                .writeTo(home.resolve("made"));
        Node.command(home, "keys", "init");
        return Licensed.files(home, jar, MODULE, "1.0.0");
    }

    private static Running plain(Running node, Path home) throws Exception {
        int port = Node.freePort();
        var command = new ArrayList<>(node.javaAndFlags());
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), "yardstick.PlainServer", Integer.toString(port)));
        return Running.start(new ProcessBuilder(command), port, home.resolve("plain.log"));
    }
}
