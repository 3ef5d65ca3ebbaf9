import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Runs benchmarks by name, all when none is named: prints a table each, one of all rows at the end, and writes
 * {@code bench/NAME.json} in the checkout. {@code ./a64 bench} builds and calls this. It uses this machine only and ends by
 * itself. Exit codes: 0 measured, 1 something could not be measured, 2 wrongly called. What is reached does not count:
 * numbers of a busy machine are no failure.
 */
public final class Bench {
    /** The platform that was built, as {@code ./a64} hands it over. */
    static final Path PLATFORM = Path.of(System.getProperty("a64.platform")).toAbsolutePath();

    static final Path CHECKOUT = Path.of(System.getProperty("a64.checkout")).toAbsolutePath();

    private static final int MINUTES_EACH = 15;
    private static final Map<String, Benchmark> ALL = all();

    private Bench() {}

    /** One thing to measure. */
    interface Benchmark {
        /** Measures and puts what it finds into the report; throws when it cannot. */
        void run(Report report, Effort effort) throws Exception;
    }

    /** In the order in which they run. */
    private static Map<String, Benchmark> all() {
        Map<String, Benchmark> all = new LinkedHashMap<>();
        all.put("start", new StartToReady());
        all.put("drop", new DropTo200());
        all.put("install", new InstallFromRegistry());
        all.put("update", new UpdateUnderLoad());
        all.put("inflight", new InFlight());
        all.put("redeploys", new Redeploys());
        all.put("throughput", new Throughput());
        all.put("many", new ManyModules());
        all.put("call", new ServiceCall());
        all.put("memory", new Memory());
        all.put("revoke", new RevokeToRefused());
        all.put("verify", new VerifyThroughput());
        all.put("dev", new EditToLive());
        all.put("backup", new BackupUnderWrites());
        return all;
    }

    public static void main(String[] arguments) throws Exception {
        List<String> names = new ArrayList<>(List.of(arguments));
        boolean quick = names.remove("--quick");
        int times = times(names);
        names.stream().filter(name -> !ALL.containsKey(name)).findFirst().ifPresent(Bench::refuse);
        System.exit(measure(names.isEmpty() ? List.copyOf(ALL.keySet()) : names, new Effort(quick, times)) ? 0 : 1);
    }

    private static int times(List<String> arguments) {
        int at = arguments.indexOf("--times");
        if (at < 0) {
            return 1;
        }
        arguments.remove(at);
        if (at == arguments.size() || !arguments.get(at).matches("[1-9][0-9]?")) {
            refuse("--times without a number from 1 to 99");
        }
        return Integer.parseInt(arguments.remove(at));
    }

    private static void refuse(String unknown) {
        System.err.println("There is no benchmark " + unknown + "; there are " + String.join(", ", ALL.keySet())
                + ", and the options --quick (just enough to see that they work) and --times N (N times the counts).");
        System.exit(2);
    }

    private static boolean measure(List<String> names, Effort effort) throws Exception {
        List<Report.Row> rows = new ArrayList<>();
        boolean measured = true;
        for (String name : names) {
            var report = new Report(name);
            var limit = limit(name, effort);
            try {
                ALL.get(name).run(report, effort);
            } catch (Exception e) {
                measured = false;
                System.err.println("The benchmark " + name + " could not be measured to its end:");
                e.printStackTrace();
                report.fact("broken off", e.toString());
            } finally {
                limit.cancel();
            }
            tell(name, report, effort);
            rows.addAll(report.rows());
        }
        System.out.println(Report.head());
        rows.forEach(row -> System.out.println(row.line()));
        return measured;
    }

    private static void tell(String name, Report report, Effort effort) throws Exception {
        report.end();
        System.out.println(report.table());
        // what only shows that a program works must not replace what was measured
        var folder = CHECKOUT.resolve(effort.quick() ? "target/bench-quick" : "bench");
        Path file = Files.createDirectories(folder).resolve(name + ".json");
        Files.writeString(file, report.json());
        System.out.println("written to " + CHECKOUT.relativize(file));
        System.out.println();
    }

    /** Ends everything when a benchmark hangs; what it has started goes with this process. */
    private static Timer limit(String name, Effort effort) {
        var timer = new Timer("limit", true);
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        System.err.println("The benchmark " + name + " did not end in time.");
                        System.exit(1);
                    }
                },
                MINUTES_EACH * 60_000L * effort.times());
        return timer;
    }

    /** A module's JAR as the build made it. */
    static Path module(String name) throws Exception {
        Path target = CHECKOUT.resolve("modules").resolve(name).resolve("target");
        try (var jars = Files.newDirectoryStream(target, name + "-*.jar")) {
            return jars.iterator().next();
        }
    }
}
