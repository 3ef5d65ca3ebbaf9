package com.a64platform.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.crypto.KeyFile;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.platform.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
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

    private CommandRun keys(Object... arguments) throws IOException {
        var secret = home.resolve("passphrase");
        new PrivateFile(secret).write("correct horse battery\n".getBytes());
        var all = new ArrayList<Object>(List.of("keys"));
        all.addAll(List.of(arguments));
        return CommandRun.of(all.toArray());
    }

    @Test
    void makesAProtectedKeyAndShowsIt() throws IOException {
        var file = home.resolve("root.key");
        var made = keys("new", "--role", "root", "--out", file, "--passphrase-file", home.resolve("passphrase"));
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(keys("show", file).out())
                .isEqualTo(made.out())
                .contains("role    root", KeyFile.open(file).keyId());
    }

    @Test
    void asksForThePassphraseInOneSentenceWithoutATerminal() throws IOException {
        var refused = keys("new", "--role", "issuer", "--out", home.resolve("issuer.key"));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err().strip()).contains("--passphrase-file").doesNotContain("\n");
        assertThat(home.resolve("issuer.key")).doesNotExist();
        assertThat(keys("new", "--role", "king", "--out", home.resolve("k")).exitCode())
                .isEqualTo(2);
    }
}
