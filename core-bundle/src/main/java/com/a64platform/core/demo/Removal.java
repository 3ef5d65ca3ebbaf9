package com.a64platform.core.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/** Deleting the module's file unloads it at once; the platform itself does not notice. */
final class Removal implements Demo.Chapter {
    static final String VERSION = "/api/v1/farm-manager/version";

    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    @Override
    public String title() {
        return "The module's file is deleted: its routes are gone, everything else stays";
    }

    @Override
    public void tell(Stage stage) throws IOException, InterruptedException {
        var admin = stage.admin();
        var before = SystemFacts.of(admin);
        stage.story().command("rm home/deploy/farm-manager-1.1.0.jar");
        Files.delete(stage.node().deploy().resolve("farm-manager-1.1.0.jar"));
        var gone = Story.millis(Waiting.until(
                () -> admin.get(VERSION).status() == 404, AT_ONCE, "The module's routes did not answer 404"));
        stage.story().held("its routes answer " + admin.get(VERSION).expect(404) + " after " + gone);
        stage.story().measured("file deleted to 404", gone);
        Waiting.until(() -> SystemFacts.of(admin).modules().isEmpty(), AT_ONCE, "The module's bundle was not unloaded");
        coreUntouched(stage, before);
        disabled(stage);
    }

    private static void coreUntouched(Stage stage, SystemFacts before) throws IOException, InterruptedException {
        var after = SystemFacts.of(stage.admin());
        var difference = after.coreDifference(before);
        NotHeld.unless(difference.isEmpty(), "The core was touched: " + difference + ".");
        stage.story()
                .held(after.platform().size() + " core bundles (lastModified) and "
                        + after.services().size() + " core services (ids) are the same as before");
    }

    private static void disabled(Stage stage) throws IOException, InterruptedException {
        Waiting.until(
                () -> stage.installation().path("desiredState").asText().equals("DISABLED"),
                AT_ONCE,
                "The installation was not disabled");
        stage.awaitOperation("disable");
        var installation = stage.installation();
        NotHeld.unless(
                installation.path("errorMessage").asText().equals("file removed"),
                "The installation does not say that its file was removed.");
        NotHeld.unless(
                installation.path("license").path("jti").isTextual(), "The installation does not show its license.");
        stage.story()
                .held("the installation reads DISABLED, file removed; its license "
                        + installation.path("license").path("jti").asText() + " is kept");
    }
}
