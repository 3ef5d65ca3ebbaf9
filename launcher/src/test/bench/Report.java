import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a benchmark found: samples in the order they came, and facts about the machine. */
final class Report {
    private final String name;
    private final long started = System.nanoTime();
    private final Map<String, Samples> samples = new LinkedHashMap<>();
    private final Map<String, String> facts = new LinkedHashMap<>();

    private record Samples(String unit, List<Double> values) {
        double percentile(double share) {
            List<Double> sorted = values.stream().sorted().toList();
            return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * share) - 1));
        }
    }

    Report(String name) throws IOException {
        this.name = name;
        fact("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        fact("processor", Runtime.getRuntime().availableProcessors() + " x " + field("/proc/cpuinfo", "model name"));
        fact("memory", field("/proc/meminfo", "MemTotal"));
        fact("load at the beginning", Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        fact("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    }

    void add(String what, String unit, double value) {
        samples.computeIfAbsent(what, any -> new Samples(unit, new ArrayList<>())).values().add(value);
    }

    void fact(String what, String value) {
        facts.put(what, value);
    }

    double median(String what) {
        return samples.get(what).percentile(0.5);
    }

    String table() {
        fact("wall seconds", String.format(Locale.ROOT, "%.1f", (System.nanoTime() - started) / 1e9));
        StringBuilder table = new StringBuilder(name).append('\n');
        facts.forEach((what, value) -> table.append(String.format("  %s: %s%n", what, value)));
        table.append(String.format("| %-44s | %10s | %10s | %10s | %4s |%n", "what", "p50", "p95", "best", "n"));
        table.append("|---|---|---|---|---|\n");
        samples.forEach((what, found) -> table.append(String.format(
                Locale.ROOT,
                "| %-44s | %10.2f | %10.2f | %10.2f | %4d |%n",
                what + " (" + found.unit() + ")",
                found.percentile(0.5),
                found.percentile(0.95),
                found.percentile(0),
                found.values().size())));
        return table.toString();
    }

    String json() {
        StringBuilder json = new StringBuilder("{\"name\":").append(quoted(name)).append(",\"facts\":{");
        List<String> members = new ArrayList<>();
        facts.forEach((what, value) -> members.add(quoted(what) + ":" + quoted(value)));
        json.append(String.join(",", members)).append("},\"samples\":{");
        members.clear();
        samples.forEach((what, found) -> members.add(quoted(what) + ":{\"unit\":" + quoted(found.unit()) + ",\"p50\":"
                + found.percentile(0.5) + ",\"p95\":" + found.percentile(0.95) + ",\"values\":" + found.values() + "}"));
        return json.append(String.join(",", members)).append("}}\n").toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String field(String file, String key) throws IOException {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }
}
