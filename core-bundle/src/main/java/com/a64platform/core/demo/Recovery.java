package com.a64platform.core.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/** Enabled again, killed without warning, started again: all that counts is there. */
final class Recovery implements Demo.Chapter {
    @Override
    public String title() {
        return "It is enabled again; the platform is killed and started; all is there";
    }

    @Override
    public void tell(Stage stage) throws IOException, InterruptedException {
        enable(stage);
        var installation = stage.installation();
        stage.story().command("kill -9 " + stage.node().pid());
        stage.node().kill();
        stage.story().command("./a64 " + String.join(" ", stage.node().command()));
        var ready = Story.seconds(stage.node().start());
        stage.story()
                .held("ready again after " + ready + " (process " + stage.node().pid() + ")");
        stage.story().measured("restart after SIGKILL to ready", ready);
        stage.signInAdmin(SignIn.ADMIN, stage.adminPassword());
        stage.story().held("the administrator signs in with the same password");
        NotHeld.unless(
                stage.installation().equals(installation),
                "The installation is another than before: " + stage.installation() + ".");
        stage.story().held("the installation is the same, ENABLED, with its license");
        serves(stage);
        stop(stage);
    }

    private static void enable(Stage stage) throws IOException, InterruptedException {
        var answer = stage.admin()
                .post("/api/v1/modules/farm-manager/enable", Map.of())
                .expect(200);
        NotHeld.unless(answer.text("status").equals("ENABLED"), "Enabling left the module " + answer.text("status"));
        NotHeld.unless(
                Files.exists(stage.node().deploy().resolve("farm-manager-1.1.0.jar")),
                "The module's file did not come back into deploy/.");
        stage.story().held("enabled; its file is back in deploy/ from the verified copy");
        serves(stage);
    }

    private static void serves(Stage stage) throws IOException, InterruptedException {
        var version = stage.admin().get(Removal.VERSION).expect(200).text("version");
        NotHeld.unless(version.equals(Vendor.NEXT), "Version " + version + " serves instead of 1.1.0.");
        var data = Installing.read(stage.admin());
        NotHeld.unless(
                data.equals(stage.farmData()), "The farm data is not what was written: " + Installing.names(data));
        stage.story().held("1.1.0 serves, with " + Installing.names(data) + " as they were written");
    }

    private static void stop(Stage stage) throws InterruptedException {
        int exit = stage.node().terminate();
        NotHeld.unless(exit == 0, "The platform ended with " + exit + " after SIGTERM instead of 0.");
        stage.story().held("SIGTERM: it drains and ends with 0");
    }
}
