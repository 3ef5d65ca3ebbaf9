package com.a64platform.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.crypto.KeyFile;
import com.a64platform.core.crypto.KeyRole;
import com.a64platform.core.crypto.QuickKeyFile;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Mode;
import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.trust.LicenseIssuer;
import com.a64platform.core.trust.RootedTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a publisher signs by command, and that a home which trusts that publisher takes it. */
class PublisherCommandTest {
    @TempDir
    Path temp;

    @BeforeEach
    void trustAPublisher() throws IOException {
        new PrivateFile(temp.resolve("passphrase")).write("correct horse battery\n".getBytes());
        for (String name : new String[] {"publisher", "issuer", "stranger"}) {
            var role = name.equals("issuer") ? KeyRole.ISSUER : KeyRole.PUBLISHER;
            QuickKeyFile.create(file(name), role, "correct horse battery");
        }
        done("keys", "init", "--home", home());
        done("trust", "install-root", "--home", home());
        done("trust", "add", "acme", file("publisher"), "--home", home());
    }

    @Test
    void aHomeTakesTheIssuersThatItsPublisherNames() {
        issuers("publisher", 1);

        done("trust", "add", temp.resolve("acme.json"), "--home", home());

        assertThat(RootedTrust.lookingAt(new Home(home()), Mode.PRODUCTION).issuers("acme"))
                .extracting(LicenseIssuer::keyId)
                .containsExactly(KeyFile.open(file("issuer")).keyId());
    }

    @Test
    void aHomeTakesNoIssuersThatAnybodyElseNames() {
        issuers("stranger", 1);

        var refused = CommandRun.of("trust", "add", temp.resolve("acme.json"), "--home", home());

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(RootedTrust.lookingAt(new Home(home()), Mode.PRODUCTION).issuers("acme"))
                .isEmpty();
    }

    @Test
    void aHomeTakesANameThatItsOwnerSignsOver() {
        var out = temp.resolve("transfer.json");
        done(
                "publisher",
                "transfer",
                "--module",
                "field-notes",
                "--from",
                "acme",
                "--to",
                "other",
                "--key",
                file("publisher"),
                "--out",
                out,
                secret());

        done("trust", "add", out, "--home", home());

        assertThat(home().resolve("conf/trust/transfers/field-notes.json")).exists();
    }

    @Test
    void needsTheKeyOfAPublisher() {
        var run = CommandRun.of(
                "publisher",
                "issuers",
                "--publisher",
                "acme",
                "--issuer",
                file("issuer"),
                "--sequence",
                1,
                "--key",
                file("issuer"),
                "--out",
                temp.resolve("acme.json"),
                secret());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().strip()).contains("publisher").doesNotContain("\n");
        assertThat(Files.exists(temp.resolve("acme.json"))).isFalse();
    }

    private void issuers(String key, int version) {
        done(
                "publisher",
                "issuers",
                "--publisher",
                "acme",
                "--issuer",
                file("issuer"),
                "--sequence",
                version,
                "--key",
                file(key),
                "--out",
                temp.resolve("acme.json"),
                secret());
    }

    private Path file(String name) {
        return temp.resolve(name + ".key");
    }

    private Path home() {
        return temp.resolve("home");
    }

    private String secret() {
        return "--passphrase-file=" + temp.resolve("passphrase");
    }

    private static void done(Object... arguments) {
        var run = CommandRun.of(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }
}
