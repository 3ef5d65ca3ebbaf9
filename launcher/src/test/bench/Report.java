import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a benchmark found: samples in the order they came, what they are held against, and facts about the machine. */
final class Report {
    private final String name;
    private final long started = System.nanoTime();
    private final double processor = Machine.processorSeconds();
    private final Map<String, Samples> samples = new LinkedHashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, String> facts = new LinkedHashMap<>();

    private record Samples(String unit, List<Double> values) {
        double percentile(double share) {
            List<Double> sorted = values.stream().sorted().toList();
            return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * share) - 1));
        }
    }

    /** One number of the table at the end. */
    record Row(String what, String unit, double value, Goal goal) {
        String line() {
            return String.format(
                    "| %-68s | %10s | %10s | %10s | %-7s |",
                    what + " (" + unit + ")",
                    Goal.number(value),
                    Goal.number(goal.floor()),
                    Goal.number(goal.aim()),
                    goal.reachedBy(value));
        }

        private String json() {
            return "{\"what\":" + quoted(what) + ",\"unit\":" + quoted(unit) + ",\"value\":" + decimal(value) + ",\"floor\":"
                    + decimal(goal.floor()) + ",\"aim\":" + goal.aim() + ",\"reached\":" + quoted(goal.reachedBy(value)) + "}";
        }
    }

    Report(String name) throws IOException {
        this.name = name;
        facts.putAll(Machine.facts());
    }

    void add(String what, String unit, double value) {
        samples.computeIfAbsent(what, any -> new Samples(unit, new ArrayList<>())).values().add(value);
    }

    void fact(String what, String value) {
        facts.put(what, value);
    }

    double median(String what) {
        return percentile(what, 0.5);
    }

    double percentile(String what, double share) {
        return samples.get(what).percentile(share);
    }

    /** Holds a number against its goal. */
    void row(String what, String unit, double value, Goal goal) {
        rows.add(new Row(what, unit, value, goal));
    }

    /** Holds a percentile of samples against its goal. */
    void row(String what, double share, Goal goal) {
        row(what + ", p" + Math.round(share * 100), samples.get(what).unit(), percentile(what, share), goal);
    }

    List<Row> rows() {
        return List.copyOf(rows);
    }

    static String head() {
        return String.format("| %-68s | %10s | %10s | %10s | %-7s |%n", "what", "measured", "floor", "aim", "reached")
                + "|---|---|---|---|---|";
    }

    /** No more is measured. */
    void end() {
        fact("wall seconds", seconds((System.nanoTime() - started) / 1e9));
        fact("processor seconds, with all that was started", seconds(Machine.processorSeconds() - processor));
    }

    String table() {
        StringBuilder table = new StringBuilder(name).append('\n');
        facts.forEach((what, value) -> table.append(String.format("  %s: %s%n", what, value)));
        table.append(String.format(
                "| %-68s | %10s | %10s | %10s | %10s | %5s |%n", "samples of", "p50", "p95", "p99", "least", "n"));
        table.append("|---|---|---|---|---|---|\n");
        samples.forEach((what, found) -> table.append(String.format(
                "| %-68s | %10s | %10s | %10s | %10s | %5d |%n",
                what + " (" + found.unit() + ")",
                Goal.number(found.percentile(0.5)),
                Goal.number(found.percentile(0.95)),
                Goal.number(found.percentile(0.99)),
                Goal.number(found.percentile(0)),
                found.values().size())));
        if (!rows.isEmpty()) {
            table.append(head()).append('\n');
            rows.forEach(row -> table.append(row.line()).append('\n'));
        }
        return table.toString();
    }

    String json() {
        List<String> told = new ArrayList<>();
        facts.forEach((what, value) -> told.add(quoted(what) + ":" + quoted(value)));
        List<String> found = new ArrayList<>();
        samples.forEach((what, of) -> found.add(quoted(what) + ":{\"unit\":" + quoted(of.unit()) + ",\"p50\":"
                + decimal(of.percentile(0.5)) + ",\"p95\":" + decimal(of.percentile(0.95)) + ",\"p99\":"
                + decimal(of.percentile(0.99)) + ",\"values\":"
                + of.values().stream().map(Report::decimal).toList() + "}"));
        return "{\"name\":" + quoted(name) + ",\"facts\":{" + String.join(",", told) + "},\"rows\":["
                + String.join(",", rows.stream().map(Row::json).toList()) + "],\"samples\":{" + String.join(",", found)
                + "}}\n";
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** JSON has neither infinity nor what is no number. */
    private static String decimal(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "null";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
