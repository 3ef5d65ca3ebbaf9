package com.a64platform.core.demo;

import java.io.IOException;
import java.time.Duration;

/** The administrator signs in with the password of the first start and asks what there is. */
final class SignIn implements Demo.Chapter {
    static final String ADMIN = "admin@localhost";

    @Override
    public String title() {
        return "The administrator signs in and asks what there is";
    }

    @Override
    public void tell(Stage stage) throws IOException, InterruptedException {
        var node = stage.node();
        Waiting.until(
                () -> node.firstPassword().isPresent(),
                Duration.ofSeconds(10),
                "The first start did not print the administrator's password");
        var password = node.firstPassword().orElseThrow();
        Api.at(node.url()).get("/api/v1/modules").expectProblem(401, "unauthenticated");
        stage.story().held("without signing in: 401 unauthenticated");
        stage.signInAdmin(ADMIN, password);
        stage.story().held(ADMIN + " signs in with the password that the first start printed once");
        list(stage);
    }

    private static void list(Stage stage) throws IOException, InterruptedException {
        stage.story().say("GET /api/v1/modules");
        var modules = stage.admin().get("/api/v1/modules").expect(200).data();
        modules.forEach(module -> stage.story()
                .say("    " + module.path("name").asText() + " "
                        + module.path("latest").asText() + ", "
                        + module.path("status").asText() + ": "
                        + module.path("description").asText()));
        NotHeld.unless(
                modules.size() == 1
                        && modules.get(0).path("name").asText().equals(Vendor.MODULE)
                        && modules.get(0).path("latest").asText().equals(Vendor.FIRST)
                        && modules.get(0).path("status").asText().equals("AVAILABLE"),
                "The registry's farm-manager 1.0.0 is not the one module on offer.");
        stage.story().held("the catalog offers farm-manager 1.0.0; nothing is installed");
    }
}
