package com.a64platform.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.crypto.KeyFile;
import com.a64platform.core.crypto.KeyRole;
import com.a64platform.core.crypto.QuickKeyFile;
import com.a64platform.core.platform.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From key files to a registry that a home asks and to modules that it would admit, by the commands alone. */
class RegistryMakingTest {
    private static final String DESCRIPTOR = """
            {"name":"field-notes","version":"%s","displayName":"Field notes","description":"Notes.",
             "author":{"name":"Acme"},"license":"MIT","licensing":{"required":false},
             "routePrefix":"/api/v1/field-notes","dependencies":{"platform":">=1.0.0"}}
            """;

    @TempDir
    Path temp;

    private String sha256;

    @BeforeEach
    void makeRegistry() throws IOException {
        new PrivateFile(temp.resolve("passphrase")).write("correct horse battery\n".getBytes());
        for (String role : List.of("root", "registry", "timestamp", "publisher")) {
            key(role, role);
        }
        var made = done(
                "registry",
                "init",
                folder(),
                "--name",
                "acme.example",
                "--root-key",
                file("root"),
                "--registry-key",
                file("registry"),
                "--timestamp-key",
                file("timestamp"),
                "--publisher",
                "acme=" + file("publisher"),
                secret());
        var digest = Pattern.compile("--root-sha256 ([0-9a-f]{64})").matcher(made);
        assertThat(digest.find()).isTrue();
        sha256 = digest.group(1);
    }

    private void key(String name, String role) {
        QuickKeyFile.create(file(name), KeyRole.find(role).orElseThrow(), "correct horse battery");
    }

    private Path file(String name) {
        return temp.resolve(name + ".key");
    }

    private String secret() {
        return "--passphrase-file=" + temp.resolve("passphrase");
    }

    private Path folder() {
        return temp.resolve("registry");
    }

    private Path home() {
        return temp.resolve("home");
    }

    private static String done(Object... arguments) {
        var run = CommandRun.of(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    private static void refused(String why, Object... arguments) {
        var run = CommandRun.of(arguments);
        assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
        assertThat(run.err().strip()).contains(why).doesNotContain("\n");
    }

    private Path signed(String version) throws IOException {
        return signed(version, "publisher", "acme");
    }

    private Path signed(String version, String key, String publisher) throws IOException {
        var jar = jar(version);
        done("module", "sign", jar, "--key", file(key), "--publisher", publisher, secret());
        return jar;
    }

    private Path jar(String version) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        for (String[] header : new String[][] {
            {"Bundle-ManifestVersion", "2"}, {"Bundle-SymbolicName", "field-notes"}, {"Bundle-Version", "1.0.0"}
        }) {
            manifest.getMainAttributes().putValue(header[0], header[1]);
        }
        var target = temp.resolve("field-notes-" + version + ".jar");
        try (var zip = new JarOutputStream(Files.newOutputStream(target), manifest)) {
            zip.putNextEntry(new JarEntry("META-INF/a64/module.json"));
            zip.write(DESCRIPTOR.formatted(version).getBytes(StandardCharsets.UTF_8));
        }
        return target;
    }

    private void publish(Path jar) {
        done(with(List.of("module", "publish", jar, "--registry", folder())));
    }

    private Object[] with(List<Object> arguments) {
        var all = new ArrayList<>(arguments);
        all.addAll(List.of("--registry-key", file("registry"), "--timestamp-key", file("timestamp"), secret()));
        return all.toArray();
    }

    private void add() {
        done("registry", "add", "acme", folder().toUri(), "--root-sha256", sha256, "--home", home());
    }

    @Test
    void aHomeAdmitsWhatARegistryOffers() throws IOException {
        var jar = signed("1.0.0");
        publish(jar);
        refused("trusts nobody yet", "module", "verify", jar, "--home", home());
        add();
        assertThat(done("module", "verify", jar, "--home", home()))
                .contains("scan        100 of 100", "signature   by acme", "This home would admit it.");
        assertThat(done("registry", "list", "--home", home())).contains("acme  file:");
        assertThat(done("trust", "list", "--home", home()))
                .contains(
                        "root of acme  version 1",
                        "publisher acme (acme)",
                        KeyFile.open(file("publisher")).keyId());
        assertThat(folder().resolve("field-notes/1.0.0/checksums.txt")).exists();
        done("registry", "remove", "acme", "--home", home());
        refused("trusts nobody yet", "module", "verify", jar, "--home", home());
    }

    @Test
    @Tag("attack")
    void aRegistryWithAnotherRootIsNotAdded() {
        refused(
                "is not the one whose SHA-256 was given",
                "registry",
                "add",
                "acme",
                folder().toUri(),
                "--root-sha256",
                "0".repeat(64),
                "--home",
                home());
        assertThat(home().resolve("conf")).doesNotExist();
        refused(
                "means something else",
                "registry",
                "add",
                "default",
                folder().toUri(),
                "--root-sha256",
                sha256,
                "--home",
                home());
        add();
        refused("already", "registry", "add", "acme", folder().toUri(), "--root-sha256", sha256, "--home", home());
    }

    @Test
    @Tag("attack")
    void aKeyOfAnotherRoleSignsNothing() throws IOException {
        var jar = jar("1.0.0");
        refused("one key has one role", "module", "sign", jar, "--key", file("root"), "--publisher", "acme", secret());
        assertThat(temp.resolve("field-notes-1.0.0.jar.sig")).doesNotExist();
        refused(
                "one key has one role",
                "registry",
                "renew",
                "--registry",
                folder(),
                "--registry-key",
                file("timestamp"),
                "--timestamp-key",
                file("registry"),
                secret());
        refused(
                "two roles",
                "registry",
                "init",
                temp.resolve("other"),
                "--name",
                "x",
                "--root-key",
                file("root"),
                "--registry-key",
                file("registry"),
                "--timestamp-key",
                file("timestamp"),
                "--publisher",
                "a=" + file("publisher"),
                "--publisher",
                "b=" + file("publisher"),
                secret());
        assertThat(temp.resolve("other")).doesNotExist();
    }

    @Test
    @Tag("attack")
    void onlyPublishersOfTheRootArePublished() throws IOException {
        key("stranger", "publisher");
        var jar = signed("1.0.0", "stranger", "acme");
        refused("not made by acme", with(List.of("module", "publish", jar, "--registry", folder())));
        var unknown = signed("1.0.0", "stranger", "stranger");
        refused("not trusted", with(List.of("module", "publish", unknown, "--registry", folder())));
        assertThat(folder().resolve("field-notes")).doesNotExist();
    }

    @Test
    void withdrawsAVersionAndKeepsItsFile() throws IOException {
        publish(signed("1.0.0"));
        publish(signed("1.1.0"));
        done(with(List.of("registry", "yank", "field-notes", "1.1.0", "--registry", folder())));
        assertThat(folder().resolve("field-notes/latest.json")).hasContent("{\"version\":\"1.0.0\"}");
        assertThat(folder().resolve("field-notes/1.1.0/field-notes-1.1.0.jar")).exists();
        done(with(List.of("registry", "yank", "field-notes", "1.0.0", "--registry", folder())));
        assertThat(folder().resolve("field-notes/latest.json")).doesNotExist();
        refused("does not list", with(List.of("registry", "yank", "field-notes", "9.0.0", "--registry", folder())));
    }

    @Test
    void theNextRootIsSignedByTheOldAndTheNewKeys() throws IOException {
        key("root-2", "root");
        key("second", "publisher");
        refused(
                "does not hold",
                "trust",
                "rotate",
                "--registry",
                folder(),
                "--key",
                file("root-2"),
                "--set",
                "root=" + file("root-2"),
                secret());
        assertThat(folder().resolve("root-2.json")).doesNotExist();
        done(
                "trust",
                "rotate",
                "--registry",
                folder(),
                "--key",
                file("root"),
                "--key",
                file("root-2"),
                "--set",
                "root=" + file("root-2"),
                "--publisher",
                "second=" + file("second"),
                "--revoke",
                KeyFile.open(file("publisher")).keyId(),
                secret());
        assertThat(folder().resolve("root-2.json")).exists();
        refused("is revoked", with(List.of("module", "publish", signed("1.0.0"), "--registry", folder())));
        publish(signed("1.0.0", "second", "second"));
    }

    @Test
    void aPublisherIsAddedAndTakenOut() throws IOException {
        var jar = signed("1.0.0");
        done("trust", "add", "acme", file("publisher"), "--home", home());
        assertThat(done("module", "verify", jar, "--home", home())).contains("by acme");
        refused("one key has one role", "trust", "add", "again", file("publisher"), "--home", home());
        refused("one key has one role", "trust", "add", "acme", file("root"), "--home", home());
        done("trust", "remove", "acme", "--home", home());
        refused("was not added", "trust", "remove", "acme", "--home", home());
        refused("trusts nobody yet", "module", "verify", jar, "--home", home());
    }

    @Test
    void packagesWhatWasBuilt() throws IOException {
        var project = Files.createDirectories(temp.resolve("project/target"));
        Files.move(jar("1.0.0"), project.resolve("anything.jar"));
        var out = Files.createDirectories(temp.resolve("out"));
        assertThat(done("module", "package", temp.resolve("project"), "--out", out))
                .contains("field-notes-1.0.0.jar");
        assertThat(out.resolve("field-notes-1.0.0.jar")).exists();
        Files.writeString(project.resolve("second.jar"), "");
        refused("name the one you mean", "module", "package", temp.resolve("project"));
    }
}
