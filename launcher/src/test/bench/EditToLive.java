import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** A module's source is saved under {@code ./a64 dev}: until its first answer is the new one, and what the command says. */
final class EditToLive implements Bench.Benchmark {
    private static final int WARM_UP = 10;
    private static final int EDITS = 30;
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final Pattern LIVE = Pattern.compile("(?m)^live in (\\d+) ms$");

    @Override
    public void run(Report report, Effort effort) throws Exception {
        Path folder = Leftovers.folder("dev");
        Path home = Leftovers.folder("home");
        try (var node = Node.start(home, Map.of())) {
            node.signIn();
            Node.command(home, "module", "new", "shop", "--dir", folder.toString());
            Path output = folder.resolve("dev.out");
            var dev = Leftovers.started(new ProcessBuilder(
                            Bench.PLATFORM.resolve("a64").toString(),
                            "dev",
                            folder.resolve("shop").toString(),
                            "--home",
                            home.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile()));
            until(() -> told(output) == 1, output);
            edits(node, folder, output, report, effort);
            Leftovers.end(dev);
        } finally {
            Leftovers.remove(folder);
            Leftovers.remove(home);
        }
    }

    private static void edits(Node node, Path folder, Path output, Report report, Effort effort) throws Exception {
        Path source = folder.resolve("shop/src/main/java/com/example/shop/ShopResource.java");
        String text = Files.readString(source);
        int warmUp = effort.count(WARM_UP, 1);
        for (int edit = 1; edit <= warmUp + effort.count(EDITS, 2); edit++) {
            int expected = edit + 1;
            String greeting = "Hello " + edit + ", ";
            long saved = System.nanoTime();
            Files.writeString(source, text.replace("Hello, ", greeting));
            until(() -> node.get("/api/v1/shop/greeting").contains(greeting), output);
            double millis = (System.nanoTime() - saved) / 1e6;
            until(() -> told(output) == expected, output);
            if (edit > warmUp) {
                report.add("saved to first answer of it", "ms", millis);
                report.add("what ./a64 dev says", "ms", said(output));
            }
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(Condition condition, Path output) throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IOException("Nothing went live; the command printed " + Files.readString(output));
            }
            Thread.sleep(1);
        }
    }

    private static int told(Path output) throws IOException {
        return (int) LIVE.matcher(Files.readString(output)).results().count();
    }

    private static double said(Path output) throws IOException {
        return LIVE.matcher(Files.readString(output))
                .results()
                .mapToDouble(one -> Double.parseDouble(one.group(1)))
                .reduce((before, last) -> last)
                .orElseThrow();
    }
}
