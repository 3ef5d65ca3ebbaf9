package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home's owner has its node seal the vault under another key. */
class ChangedKeyIT {
    private static final String OLD = "it-0123456789-0123456789-0123456789";
    private static final String NEW = "it-abcdefghij-abcdefghij-abcdefghij";
    private static final int KILLS = 3;

    @TempDir
    private Path folder;

    private Path home;
    private PlatformProcess node;
    private Operator admin;

    @BeforeEach
    void installALicensedModule() {
        home = folder.resolve("home");
        Publisher publisher = Publisher.trustedBy(home);
        Path jar = ModuleJar.farmManager().writeTo(folder.resolve("made"));
        publisher.sign(jar);
        Path registry = folder.resolve("registry");
        publisher.publish(registry, jar);
        node = Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("LICENSE_ENCRYPTION_KEY", OLD)
                .with("MODULE_REGISTRY", registry.toUri().toString())
                .start();
        admin = new Operator(node);
        String license = publisher.license("farm-manager");
        assertThat(admin.waiting(
                                "POST",
                                "/api/v1/modules/install",
                                "{\"moduleName\":\"farm-manager\",\"version\":\"latest\",\"licenseKey\":\"" + license
                                        + "\"}")
                        .statusCode())
                .isEqualTo(201);
        node.terminate();
    }

    @AfterEach
    void end() {
        node.close();
    }

    @Tag("kill")
    @Test
    void sealsTheVaultUnderAnotherKeyThroughEveryKill() {
        Script script = new Script(home);
        node.with("LICENSE_ENCRYPTION_KEY", NEW).with("LICENSE_ENCRYPTION_KEY_PREVIOUS", OLD);
        for (int kill = 1; kill <= KILLS; kill++) {
            node.restart();
            ask();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(kill * 400L)); // somewhere in it
            node.kill();
        }
        node.restart();
        assertThat(script.run("keys", "rotate"))
                .contains("not opening: 0")
                .contains("LICENSE_ENCRYPTION_KEY_PREVIOUS can be removed now");
        assertThat(admin.get("/api/v1/admin/audit?action=keys.rotate").body()).contains("\"success\"");
        node.terminate();

        node.with("LICENSE_ENCRYPTION_KEY_PREVIOUS", "").restart();
        assertThat(admin.installation("farm-manager")).endsWith(" ENABLED");
        assertThat(script.run("keys", "rotate")).contains("under this key already: 1; not opening: 0");
    }

    private void ask() {
        try {
            Files.writeString(home.resolve("run/rotate-keys.request"), "{\"id\":\"cut-off\"}");
            Files.setPosixFilePermissions(
                    home.resolve("run/rotate-keys.request"), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
