import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs benchmarks by name, all when none is named: prints a table each and writes {@code bench/NAME.json} in the checkout.
 * {@code ./a64 bench} builds and calls this. Run it on a quiet machine; it uses this machine only and ends by itself.
 */
public final class Bench {
    /** The platform that was built, as {@code ./a64} hands it over. */
    static final Path PLATFORM = Path.of(System.getProperty("a64.platform")).toAbsolutePath();

    static final Path CHECKOUT = Path.of(System.getProperty("a64.checkout")).toAbsolutePath();

    private static final Map<String, Benchmark> ALL =
            new TreeMap<>(Map.of(
                    "drop", new DropTo200(), "revoke", new RevokeToRefused(), "verify", new VerifyThroughput()));

    private Bench() {}

    /** One thing to measure. */
    interface Benchmark {
        /** Measures and puts what it finds into the report; throws when it cannot. */
        void run(Report report) throws Exception;
    }

    public static void main(String[] names) throws Exception {
        for (String name : names.length == 0 ? List.copyOf(ALL.keySet()) : List.of(names)) {
            Benchmark benchmark = ALL.get(name);
            if (benchmark == null) {
                System.err.println("There is no benchmark " + name + "; there are " + String.join(", ", ALL.keySet()) + ".");
                System.exit(2);
            }
            Report report = new Report(name);
            benchmark.run(report);
            System.out.println(report.table());
            Path file = Files.createDirectories(CHECKOUT.resolve("bench")).resolve(name + ".json");
            Files.writeString(file, report.json());
            System.out.println("written to " + CHECKOUT.relativize(file));
            System.out.println();
        }
    }

    /** A module's JAR as the build made it. */
    static Path module(String name) throws Exception {
        Path target = CHECKOUT.resolve("modules").resolve(name).resolve("target");
        try (var jars = Files.newDirectoryStream(target, name + "-*.jar")) {
            return jars.iterator().next();
        }
    }
}
