import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A process started to {@code /health/ready} 200, farm-manager licensed and in the watched folder, embedded store; and in
 * turns with it Felix with nothing but Jetty and Jersey to its first 200. Both get the options of Java that
 * {@code ./a64 start} passes, and each a class archive that an earlier run of it has written.
 */
final class StartToReady implements Bench.Benchmark {
    private static final String OURS = "process to ready";
    private static final String FARMS = "process to the module's first 200";
    private static final String YARDSTICK = "bare Felix, Jetty, Jersey to their first 200";
    private static final String PATH = "/api/v1/farm-manager/farms";
    private static final List<String> IMPORTS = List.of(
            "org.osgi.framework",
            "jakarta.servlet",
            "jakarta.servlet.http",
            "jakarta.ws.rs",
            "jakarta.ws.rs.core",
            "jakarta.ws.rs.ext",
            "org.glassfish.jersey.server",
            "org.glassfish.jersey.server.internal",
            "org.glassfish.jersey.servlet");

    /** A node that runs and what it takes to start it again without the script. */
    private record Prepared(List<String> command, int port, List<String> flags, String token) {}

    @Override
    public void run(Report report, Effort effort) throws Exception {
        var home = Leftovers.folder("home");
        var bare = Leftovers.folder("bare");
        try {
            var node = prepare(report, home);
            var yardstick = yardstick(report, bare, node);
            for (int i = effort.quick() ? 0 : -2; i < effort.count(15, 1); i++) {
                measure(i < 0 ? new Report("warm-up") : report, home, bare, node, yardstick);
            }
            double ours = report.median(OURS);
            report.row("process to ready, farm-manager in deploy/, of bare Felix, Jetty, Jersey", "ratio",
                    ours / report.median(YARDSTICK), Goal.atMost(2.0, 1.3));
        } finally {
            Leftovers.remove(bare);
            Leftovers.remove(home);
        }
    }

    private static void measure(Report report, Path home, Path bare, Prepared node, List<String> yardstick)
            throws Exception {
        try (var started = Node.of(node.command(), node.port(), home, Map.of())) {
            report.add(OURS, "ms", started.startMillis);
            report.add(OURS + ", processor time", "ms", 1e3 * started.process().processorSeconds());
            report.add(FARMS, "ms", started.process().until(PATH, node.token(), 200, started.process().started));
            report.add("resident memory", "MB", started.process().resident());
        }
        try (var started = Running.start(new ProcessBuilder(yardstick), node.port(), bare.resolve("log"))) {
            report.add(YARDSTICK, "ms", started.until("/ready", "", 200, started.started));
            report.add(YARDSTICK + ", processor time", "ms", 1e3 * started.processorSeconds());
        }
        try (var started = Node.start(home, Map.of())) {
            report.add("./a64 start to ready", "ms", started.startMillis);
        }
    }

    /** Installs the module, lets the node write its class archive, and reads what the script starts with it. */
    private static Prepared prepare(Report report, Path home) throws Exception {
        Node.command(home, "keys", "init");
        try (var node = Node.start(home, Map.of())) {
            node.drop(Licensed.files(home, Bench.module("farm-manager"), "farm-manager", "1.0.0"));
            node.signIn().until(PATH, 200, System.nanoTime());
        }
        try (var node = Node.start(home, Map.of())) {
            node.signIn().until(PATH, 200, System.nanoTime());
            var command = node.process().command();
            report.fact("started with", String.join(" ", command));
            return new Prepared(command, node.process().port, node.process().javaAndFlags(), node.token());
        }
    }

    private static List<String> yardstick(Report report, Path folder, Prepared node) throws Exception {
        var archive = folder.resolve("classes.jsa");
        var application = application(folder);
        var recording = command(node, "-XX:ArchiveClassesAtExit=" + archive, application, folder);
        try (var started = Running.start(new ProcessBuilder(recording), node.port(), folder.resolve("log"))) {
            started.until("/ready", "", 200, started.started);
        }
        if (!Files.exists(archive)) {
            throw new IOException("The yardstick wrote no class archive");
        }
        var command = command(node, "-XX:SharedArchiveFile=" + archive, application, folder);
        report.fact("yardstick started with", String.join(" ", command));
        return command;
    }

    private static List<String> command(Prepared node, String archive, Path application, Path folder) {
        List<String> command = new ArrayList<>(node.flags());
        command.add(archive);
        var lib = Bench.PLATFORM.resolve("lib");
        command.addAll(List.of(
                "-cp",
                String.join(":", folder.resolve("launcher.jar").toString(),
                        lib.resolve("org.apache.felix.framework.jar").toString(),
                        lib.resolve("slf4j-api.jar").toString()),
                "yardstick.BareFelix",
                Bench.PLATFORM.resolve("system").toString(),
                application.toString(),
                folder.resolve("framework").toString(),
                Integer.toString(node.port())));
        return command;
    }

    /** A JAR each for the launcher and its one bundle: an archive takes no classes from folders. */
    private static Path application(Path folder) throws IOException {
        TestModule.write(folder.resolve("launcher.jar"), Map.of(), classes("BareFelix"));
        var bundle = folder.resolve("bare.jar");
        var headers = Map.of(
                "Bundle-ManifestVersion", "2",
                "Bundle-SymbolicName", "bare",
                "Bundle-Version", "1.0.0",
                "Bundle-Activator", "yardstick.BareActivator",
                "Import-Package", String.join(",", IMPORTS));
        TestModule.write(bundle, headers, classes("BareActivator"));
        return bundle;
    }

    private static Map<String, byte[]> classes(String name) throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        var compiled = Path.of(System.getProperty("java.class.path").split(":")[0], "yardstick");
        try (var files = Files.newDirectoryStream(compiled, name + "*.class")) {
            for (var file : files) {
                found.put("yardstick/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
        return found;
    }
}
