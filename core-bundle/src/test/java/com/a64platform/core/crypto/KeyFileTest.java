package com.a64platform.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    private static final char[] PASSPHRASE = "correct horse battery".toCharArray();

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("publisher.key");
    }

    /** As the platform makes it. */
    private KeyFile protectedInFull() {
        return KeyFile.create(file(), KeyRole.PUBLISHER, PASSPHRASE);
    }

    private KeyFile made() {
        return QuickKeyFile.create(file(), KeyRole.PUBLISHER, new String(PASSPHRASE));
    }

    private static void refused(String why, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(ProblemException.class).hasMessageContaining(why);
    }

    @Test
    void opensWithItsPassphrase() throws Exception {
        var made = protectedInFull();
        var opened = KeyFile.open(file());
        assertThat(opened.role()).isEqualTo(KeyRole.PUBLISHER);
        assertThat(opened.keyId()).isEqualTo(made.keyId());
        var key = opened.unlock(PASSPHRASE);
        assertThat(Ed25519.verifies(made.publicKey(), new byte[1], key.sign(new byte[1])))
                .isTrue();
    }

    @Test
    void opensWithNoOther() {
        made();
        var opened = KeyFile.open(file());
        refused("does not open with this passphrase", () -> opened.unlock("correct horse batterx".toCharArray()));
        refused("does not open with this passphrase", () -> opened.unlock(new char[0]));
    }

    @Test
    void saysNothingOfTheSecret() throws IOException {
        var made = made();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file())).contains("ENCRYPTED PRIVATE KEY").doesNotContain("BEGIN PRIVATE KEY");
        assertThat(made.toString()).isEqualTo("KeyFile[publisher " + made.keyId() + "]");
    }

    @Test
    void isReadByOpenssl() throws Exception {
        var made = protectedInFull();
        var process = new ProcessBuilder(
                        "openssl", "pkey", "-in", file().toString(), "-passin", "stdin", "-pubout", "-outform", "DER")
                .redirectOutput(folder.resolve("public.der").toFile())
                .start();
        try (var in = process.getOutputStream()) {
            in.write((new String(PASSPHRASE) + "\n").getBytes());
        }
        assertThat(process.waitFor())
                .as(new String(process.getErrorStream().readAllBytes()))
                .isZero();
        assertThat(Digests.sha256(folder.resolve("public.der"))).isEqualTo(made.keyId());
    }

    @Test
    void wantsAPassphraseWorthTheName() {
        refused("12 characters or more", () -> KeyFile.create(file(), KeyRole.ROOT, "elevenchars".toCharArray()));
        refused("printable ASCII", () -> KeyFile.create(file(), KeyRole.ROOT, "zwölf Zeichen!".toCharArray()));
        assertThat(file()).doesNotExist();
    }

    @Test
    void neverOverwritesAKey() throws IOException {
        made();
        var before = Files.readAllBytes(file());
        refused("never overwritten", this::made);
        assertThat(file()).hasBinaryContent(before);
    }

    @Test
    @Tag("attack")
    void refusesAFileThatOthersCanRead() throws IOException {
        made();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> KeyFile.open(file())).isInstanceOf(PrivateFile.Exposed.class);
    }

    @Test
    @Tag("attack")
    void refusesTheKeyOfAnotherRole() {
        refused("one key has one role", () -> made().requireRole(KeyRole.ROOT));
    }

    @Test
    @Tag("attack")
    void noticesAPublicHalfOfSomebodyElse() throws IOException {
        var mine = Ed25519.encode(made().publicKey());
        var theirs = Ed25519.encode(SigningKey.generate().publicKey());
        new PrivateFile(file())
                .write(Files.readString(file()).replace(mine, theirs).getBytes());
        refused("public half is that of another key", () -> KeyFile.open(file()).unlock(PASSPHRASE));
    }

    @Test
    void refusesWhatIsNoKeyFile() throws IOException {
        refused("no key file", () -> KeyFile.open(file()));
        for (String text :
                new String[] {"", "nonsense", Files.readString(made().file()).replace("Role: p", "Role: x")}) {
            new PrivateFile(file()).write(text.getBytes());
            refused("is not one that", () -> KeyFile.open(file()));
        }
    }
}
