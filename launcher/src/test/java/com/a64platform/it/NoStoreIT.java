package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose store is not there: nobody can judge a file, so nobody may take one, and the start ends. */
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
            assertThat(node.awaitExit()).isEqualTo(2);

            assertThat(node.text()).doesNotContain("Installed " + deploy.toUri(), "Started bundle");
            assertThat(node.text()).contains("MONGODB_URI");
        }
    }
}
