package com.a64platform.core.demo;

import com.a64platform.core.demo.load.LoadReport;
import com.a64platform.core.demo.load.OpenLoop;
import com.a64platform.core.demo.load.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** While readers read, the next version is copied into the watched folder: it serves beside the old one and takes over. */
final class HotUpdate implements Demo.Chapter {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SOME = 2 * OpenLoop.PER_SECOND;

    @Override
    public String title() {
        return "Version 1.1.0 is copied into deploy/ while " + OpenLoop.PER_SECOND + " requests a second come in";
    }

    @Override
    public void tell(Stage stage) throws IOException, InterruptedException {
        stage.story().say(OpenLoop.CONNECTIONS + " connections; latency counts from when a request was due");
        try (var load = OpenLoop.begin(stage.node().url(), stage.admin().authorization())) {
            readSome(load, SOME);
            var before = load.done();
            drop(stage);
            long dropped = System.nanoTime();
            Waiting.until(
                    () -> load.firstAnswerOf(Vendor.NEXT) != 0, PATIENCE, "Version 1.1.0 did not answer" + note(stage));
            var first = Story.millis(Duration.ofNanos(load.firstAnswerOf(Vendor.NEXT) - dropped));
            stage.story()
                    .held("1.1.0 answered first " + first + " after its signature was copied, " + before
                            + " requests into the load");
            stage.story().measured("drop to first answer of 1.1.0", first);
            readSome(load, load.done() + SOME);
            report(stage, load.end());
        }
        drained(stage);
    }

    private static void readSome(OpenLoop load, int requests) throws IOException, InterruptedException {
        Waiting.until(() -> load.done() >= requests, PATIENCE, "The readers were not answered");
    }

    private static void drop(Stage stage) throws IOException {
        var jar = stage.vendor().artifact(Vendor.NEXT);
        stage.story().command("cp " + stage.folder().relativize(jar) + "{,.sig} home/deploy/");
        copyWithSignature(jar, stage.node().deploy().resolve(jar.getFileName()));
    }

    /** As {@code cp} does it: the artifact first, neither at once. */
    static void copyWithSignature(Path jar, Path target) throws IOException {
        Files.copy(jar, target);
        Files.copy(Vendor.signatureOf(jar), Vendor.signatureOf(target));
    }

    private static String note(Stage stage) {
        return Files.exists(stage.node().deploy().resolve("farm-manager-1.1.0.refused.txt"))
                ? " (its note says why it was refused)"
                : "";
    }

    private static void report(Stage stage, LoadReport report) {
        var latency = "p50 " + Story.millis(report.percentile(0.5)) + ", p99 " + Story.millis(report.percentile(0.99));
        stage.story()
                .say("every second request asked for the version: " + report.from(Vendor.FIRST)
                        + " answers from 1.0.0, " + report.from(Vendor.NEXT) + " from 1.1.0");
        stage.story().say(latency + ", longest " + Story.millis(report.percentile(1)));
        NotHeld.unless(
                report.failed().isEmpty(),
                report.failed().size() + " of " + report.requests() + " requests failed, the first with "
                        + report.failed().stream()
                                .findFirst()
                                .map(Reading::failure)
                                .orElse("") + ".");
        NotHeld.unless(
                report.from(Vendor.FIRST) > 0 && report.from(Vendor.NEXT) > 0, "Only one of the versions answered.");
        NotHeld.unless(
                report.wentBack(Vendor.FIRST, Vendor.NEXT) == 0,
                "Version 1.0.0 answered requests that were sent after 1.1.0 had answered.");
        stage.story().held("failed requests: 0 of " + report.requests() + " in " + Story.seconds(report.time()));
        stage.story().measured("hot update under load", "0 of " + report.requests() + " requests failed, " + latency);
    }

    private static void drained(Stage stage) throws IOException, InterruptedException {
        var admin = stage.admin();
        Waiting.until(() -> SystemFacts.of(admin).modules().size() == 1, PATIENCE, "Version 1.0.0 was not unloaded");
        NotHeld.unless(
                SystemFacts.of(admin).routes().stream().allMatch(route -> route.endsWith(" " + Vendor.NEXT)),
                "A route still leads to 1.0.0.");
        Waiting.until(
                () -> stage.installation().path("version").asText().equals(Vendor.NEXT),
                PATIENCE,
                "The installation does not say 1.1.0");
        stage.awaitOperation("update");
        stage.story()
                .held("1.0.0 was kept for 2 s in case 1.1.0 was sick, and is unloaded; the installation says 1.1.0");
    }
}
