package com.a64platform.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.crypto.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {
    @TempDir
    Path home;

    private CommandRun init() {
        return CommandRun.of("keys", "init", "--home", home);
    }

    @Test
    void makesPrivateKeysOnce() throws IOException {
        var first = init();
        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).contains("data/dev-keys");
        assertThat(init()).isEqualTo(first);
        for (String role : new String[] {"root", "registry", "timestamp", "publisher", "issuer"}) {
            var file = home.resolve("data/dev-keys/" + role + ".key");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(first.out()).contains(SigningKey.load(file).orElseThrow().keyId());
        }
        assertThat(home.resolve("data/dev-keys/root.json")).exists();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("data/dev-keys"))))
                .isEqualTo("rwx------");
    }

    @Test
    void printsNoPrivateKey() throws IOException {
        var said = init();
        var secret =
                Files.readAllLines(home.resolve("data/dev-keys/issuer.key")).get(1);
        assertThat(said.out() + said.err()).doesNotContain(secret);
    }

    @Test
    void refusesAKeyThatOthersCanReadInOneSentence() throws IOException {
        init();
        Files.setPosixFilePermissions(
                home.resolve("data/dev-keys/issuer.key"), PosixFilePermissions.fromString("rw-r--r--"));
        var refused = init();
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err().strip()).contains("issuer.key").doesNotContain("\n");
    }

    @Test
    void saysInOneLineHowItIsCalled() {
        for (String[] wrong : new String[][] {{}, {"keys"}, {"nonsense"}, {"keys", "init", "--nonsense"}}) {
            var refused = CommandRun.of((Object[]) wrong);
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err().strip()).isNotEmpty().doesNotContain("\n");
            assertThat(refused.out()).isEmpty();
        }
    }

    @Test
    void tellsItsHelp() {
        assertThat(CommandRun.of("keys", "init", "--help").out()).contains("--home");
    }
}
