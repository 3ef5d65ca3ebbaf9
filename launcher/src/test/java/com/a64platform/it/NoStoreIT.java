package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose store is not there: nobody can judge a file, so nobody may take one. */
class NoStoreIT {
    @TempDir
    Path temporary;

    @Tag("attack")
    @Test
    void claimsEveryFileBeforeAnybodyCanJudgeIt() throws IOException {
        var home = Files.createDirectories(temporary.resolve("home"));
        var deploy = Files.createDirectories(home.resolve("deploy"));
        ModuleJar.hello().writeTo(deploy);
        Files.writeString(deploy.resolve("org.apache.felix.fileinstall-x.cfg"), "felix.fileinstall.dir=" + temporary);
        // a home whose data is on a server, started without saying which
        var record = Files.createDirectories(home.resolve("data")).resolve("store.txt");
        Files.writeString(record, "SERVER 00000000-0000-0000-0000-000000000000\n");
        try (var node = PlatformProcess.on(home).launch()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> node.text().contains("The platform is not ready yet"));

            assertThat(node.get("/health").statusCode()).isEqualTo(200);
            assertThat(node.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(node.text()).doesNotContain("Installed " + deploy.toUri(), "Started bundle");
            assertThat(node.text()).doesNotContain("did not start");
        }
    }
}
