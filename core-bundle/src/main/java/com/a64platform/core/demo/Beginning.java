package com.a64platform.core.demo;

import java.io.IOException;
import java.util.Map;

/** A vendor with keys, a registry it has published to, and a platform in production mode that trusts that vendor. */
final class Beginning implements Demo.Chapter {
    @Override
    public String title() {
        return "A vendor publishes farm-manager; a customer starts the platform in production mode";
    }

    @Override
    public void tell(Stage stage) throws IOException, InterruptedException {
        stage.story().say("in " + stage.folder());
        var vendor = stage.vendor();
        vendor.makeKeys();
        vendor.sign();
        var registry = RegistryServer.open(vendor.publish());
        stage.has(registry);
        stage.story().say("any file server can be the registry; this one is at " + registry.url());
        vendor.introduceTo(stage.home());
        stage.story().say("the customer's home gets root.json and the vendor's statement of who issues its licenses");
        start(stage, registry);
    }

    private static void start(Stage stage, RegistryServer registry) throws IOException, InterruptedException {
        var settings = Map.of(
                "A64_MODE",
                "production",
                "MODULE_UPDATE_WATCH",
                "2", // seconds; nobody wants to watch a demo wait for the minute that is the default
                "MODULE_START_WATCH",
                "1", // the node is killed soon after a start of the module
                "MODULE_REGISTRY",
                registry.url().toString(),
                "LICENSE_ENCRYPTION_KEY",
                Stage.secret());
        var node = new Node(stage.script(), stage.home(), settings);
        stage.has(node);
        stage.story().command("./a64 " + String.join(" ", node.command()));
        var ready = Story.seconds(node.start());
        stage.story()
                .held("ready after " + ready + " (process " + node.pid() + ", embedded store, " + node.url() + ")");
        stage.story().measured("process start to ready", ready);
    }
}
