package com.a64platform.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.identity.PasswordReset.Request;
import com.a64platform.core.platform.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminCommandTest {
    @TempDir
    Path folder;

    @Test
    void leavesARequestWithoutThePasswordForTheNextStart() throws IOException {
        Files.createDirectory(folder.resolve("run"));

        var run = CommandRun.of("admin", "reset-password", "--home", folder.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("as soon as the platform has started");
        var password = run.out().lines().findFirst().orElseThrow().replace("The new password is ", "");
        var request = folder.resolve("run/reset-password.request");
        assertThat(Files.readString(request)).contains("$argon2id$").doesNotContain(password);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(request)))
                .isEqualTo("rw-------");
        assertThat(Request.isTaken(new Home(folder))).isFalse();
    }

    @Test
    void saysThatThereIsNoHome() {
        var run = CommandRun.of("admin", "reset-password", "--home", folder.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("--home");
    }

    @Test
    void asksForACommand() {
        assertThat(CommandRun.of("admin").exitCode()).isEqualTo(2);
    }
}
