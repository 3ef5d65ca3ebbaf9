package com.a64platform.it;

import com.example.rain.api.RainGauge;
import com.example.rain.gauge.SteadyGauge;
import com.example.rain.report.RainReport;

/** Three modules that talk through a service: one exports its interface, one offers it, one uses it. */
public final class Rain {
    public static final String API = "rain-api";
    public static final String GAUGE = "rain-gauge";
    public static final String REPORT = "rain-report";

    /** What the module that uses the service says of it: the version that answers, and its own activations. */
    public static final String REPORTED = "/api/v1/rain-report/report";

    private static final String PACKAGE = "com.example.rain.api";
    private static final String REST = "jakarta.ws.rs;version=\"[3.1,4)\"";

    private Rain() {}

    /** Holds the interface, and nothing else. */
    public static ModuleJar api(String version) {
        return ModuleJar.empty(API)
                .version(version)
                .classes(RainGauge.class)
                .header("Export-Package", PACKAGE + ";version=\"1.0.0\"");
    }

    /** Offers the service. */
    public static ModuleJar gauge(String version) {
        return offering(
                ModuleJar.empty(GAUGE).version(version),
                "<property name=\"gauge.version\" value=\"" + version + "\"/>");
    }

    /** Another module that offers the service, before others when its ranking is above 0. */
    public static ModuleJar ranked(String module, int ranking) {
        return offering(
                ModuleJar.empty(module),
                "<property name=\"service.ranking\" type=\"Integer\" value=\"" + ranking + "\"/>");
    }

    private static ModuleJar offering(ModuleJar jar, String properties) {
        return jar.needing(API)
                .classes(SteadyGauge.class)
                .header("Import-Package", imported())
                .described(
                        SteadyGauge.class,
                        properties + "<service><provide interface=\"" + RainGauge.class.getName() + "\"/></service>",
                        "init=\"1\"");
    }

    /**
     * Uses the service.
     *
     * @param reference attributes of its reference, such as {@code policy="dynamic" cardinality="0..1"}
     */
    public static ModuleJar report(String version, String reference) {
        return ModuleJar.empty(REPORT)
                .version(version)
                .needing(API)
                .classes(RainReport.class)
                .header("Import-Package", imported() + "," + REST)
                .described(
                        RainReport.class,
                        "<property name=\"osgi.jakartars.resource\" type=\"Boolean\" value=\"true\"/><service>"
                                + "<provide interface=\"" + RainReport.class.getName() + "\"/></service>"
                                + "<reference name=\"gauge\" interface=\"" + RainGauge.class.getName()
                                + "\" field=\"gauge\" field-option=\"replace\" " + reference + "/>",
                        "");
    }

    /** As a module ought to: it goes without the service, and follows when another takes over. */
    public static ModuleJar report(String version) {
        return report(version, "policy=\"dynamic\" policy-option=\"greedy\" cardinality=\"0..1\"");
    }

    private static String imported() {
        return PACKAGE + ";version=\"[1.0,2)\"";
    }
}
