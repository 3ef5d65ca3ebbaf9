package com.a64platform.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

/**
 * A home in production mode whose registry offers farm-manager, the license server that it asks, and what its operator does
 * there. Not thread-safe. Closing kills what still runs.
 */
final class OnlineNode implements AutoCloseable {
    private final Path folder;
    private final Publisher publisher;
    private final LicenseServerProcess server;
    private final PlatformProcess node;
    private final Operator admin;

    /** @param options of the server; neither it nor the node is started yet */
    OnlineNode(Path folder, String... options) {
        this.folder = folder;
        publisher = Publisher.trustedBy(home());
        Path jar = ModuleJar.farmManager().version("1.0.0").writeTo(folder.resolve("made"));
        publisher.sign(jar);
        publisher.publish(folder.resolve("registry"), jar);
        server = new LicenseServerProcess(folder.resolve("server"), home(), options);
        node = nodeOn(home());
        admin = new Operator(node);
    }

    OnlineNode start() {
        server.start();
        node.start();
        return this;
    }

    Path home() {
        return folder.resolve("home");
    }

    Publisher publisher() {
        return publisher;
    }

    LicenseServerProcess server() {
        return server;
    }

    PlatformProcess node() {
        return node;
    }

    /** A node that asks the same server, not started yet. */
    PlatformProcess nodeOn(Path home) {
        return Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("MODULE_REGISTRY", folder.resolve("registry").toUri().toString())
                .with("LICENSE_MODE", "online")
                .with("LICENSE_SERVER", server.url());
    }

    Operator admin() {
        return admin;
    }

    HttpResponse<String> install(String license) {
        return admin.waiting(
                "POST",
                "/api/v1/modules/install",
                "{\"moduleName\":\"farm-manager\",\"licenseKey\":\"" + license + "\"}");
    }

    /** The only one there is. */
    JsonNode installation() {
        return admin.json("/api/v1/installations").at("/data/0");
    }

    String license() {
        return installation().at("/license/jti").asText();
    }

    /** Copies of homes that the server has noticed. */
    List<JsonNode> copies() {
        return server.report().findValues("copies").stream()
                .filter(copies -> !copies.isEmpty())
                .toList();
    }

    @Override
    public void close() {
        node.close();
        server.close();
    }
}
