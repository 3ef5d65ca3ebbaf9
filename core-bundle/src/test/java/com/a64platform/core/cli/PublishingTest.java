package com.a64platform.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.memory.InMemoryStates;
import com.a64platform.core.memory.MonotonicMemory;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PlatformSettings;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.registry.ConfiguredRegistries;
import com.a64platform.core.registry.TestSettings;
import com.a64platform.core.trust.RootedTrust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a JAR to an artifact that a platform in production believes, through the commands alone. */
class PublishingTest {
    private static final String DESCRIPTOR = """
            {"name":"field_notes","version":"1.2.0","displayName":"Field notes","description":"Notes.",
             "author":{"name":"Acme"},"license":"MIT","licensing":{"required":false},
             "routePrefix":"/api/v1/field-notes","dependencies":{"platform":">=1.0.0"}}
            """;

    @TempDir
    Path temp;

    private Path jar() throws IOException {
        return jar("field-notes-1.2.0.jar", DESCRIPTOR);
    }

    private Path jar(String name, String descriptor) throws IOException {
        var file = temp.resolve(name);
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("META-INF/a64/module.json"));
            zip.write(descriptor.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private Path home() {
        return temp.resolve("home");
    }

    private Path registry() {
        return temp.resolve("registry");
    }

    private CommandRun run(Object... arguments) {
        var all = new Object[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--home";
        all[arguments.length + 1] = home();
        return CommandRun.of(all);
    }

    private Platform platform(String mode) {
        var values = TestSettings.values(home(), mode);
        values.put("MAX_MODULE_SIZE_MB", "50");
        values.put("MODULE_INSTALL_TIMEOUT", "300");
        values.put("MODULE_REGISTRY", registry().toUri().toString());
        return new Platform(PlatformSettings.from(values));
    }

    private static RootedTrust trust(Platform platform) {
        return new RootedTrust(platform, new MonotonicMemory(platform, new InMemoryStates()));
    }

    @Test
    void whatIsSignedAndPublishedIsBelieved() throws IOException {
        var jar = jar();
        assertThat(run("module", "sign", jar).exitCode()).isZero();
        assertThat(run("registry", "publish", jar, "--registry", registry()).exitCode())
                .isZero();
        assertThat(run("trust", "install-root").exitCode()).isZero();
        assertThat(run("trust", "install-root").exitCode()).isZero();

        var platform = platform("production");
        var client = new ConfiguredRegistries(platform).named("default");
        var trust = trust(platform);
        var release = trust.verifyCatalog("default", client.timestamp(), client.catalog())
                .modules()
                .get(0)
                .versions()
                .get(0);
        assertThat(release.descriptor()).containsEntry("name", "field_notes");
        var file = client.artifact("field-notes", "1.2.0", release.sha256(), release.length());
        assertThat(file).hasSameBinaryContentAs(jar);
        var statement =
                trust.verifyArtifact(client.signature("field-notes", "1.2.0"), Digests.sha256(file), Files.size(file));
        assertThat(statement.name()).isEqualTo("field-notes");
        assertThat(statement.publisher()).isEqualTo(DevelopmentKeys.PUBLISHER);
        assertThat(trust.issuers(DevelopmentKeys.PUBLISHER)).hasSize(1);
        assertThat(run("registry", "renew", "--registry", registry()).exitCode())
                .isZero();
        assertThat(trust.verifyCatalog("default", client.timestamp(), client.catalog())
                        .modules())
                .hasSize(1);
    }

    @Test
    void productionBelievesNothingWithoutAnInstalledRoot() throws IOException {
        var jar = jar();
        run("module", "sign", jar);
        var signature = Files.readAllBytes(temp.resolve("field-notes-1.2.0.jar.sig"));
        var digest = Digests.sha256(jar);
        Assertions.assertThatThrownBy(
                        () -> trust(platform("production")).verifyArtifact(signature, digest, Files.size(jar)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("trusts nobody yet");
        assertThat(trust(platform("development"))
                        .verifyArtifact(signature, digest, Files.size(jar))
                        .version())
                .isEqualTo("1.2.0");
    }

    @Test
    void refusesToPublishWhatIsNotSignedOrWasChanged() throws IOException {
        var jar = jar();
        refused("sign the module first", "registry", "publish", jar, "--registry", registry());
        run("module", "sign", jar);
        jar("field-notes-1.2.0.jar", DESCRIPTOR.replace("Notes.", "Changed."));
        refused("is not the one that development signed", "registry", "publish", jar, "--registry", registry());
        assertThat(registry()).doesNotExist();
    }

    @Test
    void refusesOtherContentUnderAPublishedVersion() throws IOException {
        var jar = jar();
        run("module", "sign", jar);
        run("registry", "publish", jar, "--registry", registry());
        jar("field-notes-1.2.0.jar", DESCRIPTOR.replace("Notes.", "Changed."));
        run("module", "sign", jar);
        refused("publish a new version", "registry", "publish", jar, "--registry", registry());
    }

    @Test
    void refusesToSignWhatIsNoModule() throws IOException {
        refused("check the path", "module", "sign", temp.resolve("absent.jar"));
        refused("check the path", "module", "sign", Files.writeString(temp.resolve("text.jar"), "no zip"));
        refused("descriptor has", "module", "sign", jar("bad.jar", "{\"name\":\"x\"}"));
    }

    @Test
    void neverReplacesTheTrustOfARealHome() throws IOException {
        var root = home().resolve("conf/trust/root.json");
        Files.createDirectories(root.getParent());
        Files.writeString(root, "somebody's");
        refused("trusts somebody already", "trust", "install-root");
        assertThat(root).hasContent("somebody's");
    }

    private void refused(String why, Object... arguments) {
        var refused = run(arguments);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err().strip()).contains(why).doesNotContain("\n");
    }
}
