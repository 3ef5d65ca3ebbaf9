import java.util.Map;

/**
 * A call from one module into another through a service whose interface a third one exports; measured inside the calling
 * module, a million in a row. It is a plain call of Java: no request, no proxy, nothing is copied.
 */
final class ServiceCall implements Bench.Benchmark {
    private static final int CALLS = 1_000_000;
    private static final String RAIN = "com.example.rain.";
    private static final String API = RAIN + "api";

    @Override
    public void run(Report report, Effort effort) throws Exception {
        var home = Leftovers.folder("home");
        try (var node = Node.start(home, Map.of())) {
            node.signIn();
            var made = home.resolve("made");
            node.drop(api().writeTo(made), gauge().writeTo(made), reporting().writeTo(made));
            node.untilSays("/api/v1/rain-report/report", "1.0.0 ", System.nanoTime());
            for (int i = effort.quick() ? 0 : -5; i < effort.count(30, 2); i++) {
                var nanos = node.get("/api/v1/rain-report/report/calls/" + CALLS);
                if (i >= 0) {
                    report.add("call of another module's service", "ns", Double.parseDouble(nanos) / CALLS);
                }
            }
            report.row("call of another module's service", 0.5, Goal.atMost(1_000_000, 1_000));
        } finally {
            Leftovers.remove(home);
        }
    }

    private static TestModule api() throws Exception {
        return new TestModule("rain-api", "1.0.0")
                .classes("com/example/rain/api")
                .header("Export-Package", API + ";version=\"1.0.0\"");
    }

    private static TestModule gauge() throws Exception {
        return new TestModule("rain-gauge", "1.0.0")
                .needing("rain-api")
                .classes("com/example/rain/gauge")
                .header("Import-Package", API + ";version=\"[1.0,2)\"")
                .component(
                        RAIN + "gauge.SteadyGauge",
                        "<property name=\"gauge.version\" value=\"1.0.0\"/><service><provide interface=\"" + API
                                + ".RainGauge\"/></service>",
                        "init=\"1\"");
    }

    private static TestModule reporting() throws Exception {
        return new TestModule("rain-report", "1.0.0")
                .needing("rain-api")
                .classes("com/example/rain/report")
                .header("Import-Package", API + ";version=\"[1.0,2)\",jakarta.ws.rs;version=\"[3.1,4)\"")
                .component(
                        RAIN + "report.RainReport",
                        "<property name=\"osgi.jakartars.resource\" type=\"Boolean\" value=\"true\"/><service><provide"
                                + " interface=\"" + RAIN + "report.RainReport\"/></service><reference name=\"gauge\""
                                + " interface=\"" + API + ".RainGauge\" field=\"gauge\" field-option=\"replace\""
                                + " policy=\"dynamic\" policy-option=\"greedy\" cardinality=\"0..1\"/>",
                        "");
    }
}
