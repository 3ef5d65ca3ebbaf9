package com.a64platform.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.PlatformSettings.RegistryAccess;
import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryDefinitionTest {
    @TempDir
    Path folder;

    private Home home;

    @BeforeEach
    void makeHome() throws IOException {
        home = new Home(folder);
        Files.createDirectories(home.conf().resolve("registries"));
    }

    private Path define(String name, String json) {
        var file = RegistryDefinition.file(home, name);
        new PrivateFile(file).write(json.getBytes());
        return file;
    }

    private static RegistryDefinition plain(String name, String url) {
        return new RegistryDefinition(name, url, RegistryAccess.PLAIN);
    }

    @Test
    void readsWhatItWrites() {
        var full = new RegistryDefinition(
                "acme",
                "https://acme.example/",
                new RegistryAccess(
                        Optional.of(home.conf()
                                .resolve("registries/acme.credentials")
                                .toString()),
                        Optional.of("/etc/ca.pem"),
                        Optional.of("http://proxy.example:3128"),
                        Optional.of("env:PROXY_LOGIN")));
        define("acme", new String(full.write()));
        define("bare", new String(plain("bare", "file:/srv/r").write()));
        assertThat(RegistryDefinition.inFiles(home)).containsExactly(full, plain("bare", "file:/srv/r"));
    }

    @Test
    void asksTheOneOfTheSettingsFirst() {
        define("acme", "{\"url\":\"file:/srv/r\"}");
        var platform = TestSettings.of(folder, "file:/srv/first", "production");
        assertThat(RegistryDefinition.all(platform.settings()))
                .containsExactly(plain("default", "file:/srv/first"), plain("acme", "file:/srv/r"));
        assertThat(new ConfiguredRegistries(platform).all())
                .extracting(RegistryClient::name)
                .containsExactly("default", "acme");
    }

    @Test
    void countsWhatIsAddedAndRemovedAtOnce() throws IOException {
        var registries = new ConfiguredRegistries(TestSettings.of(folder, "", "production"));
        assertThat(registries.all()).isEmpty();
        var file = define("acme", "{\"url\":\"file:/srv/r\"}");
        var client = registries.named("acme");
        assertThat(registries.named("acme")).isSameAs(client);
        Files.delete(file);
        assertThatThrownBy(() -> registries.named("acme"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("not configured any more");
    }

    @Test
    void refusesWhatItDoesNotUnderstand() throws IOException {
        for (String json : new String[] {
            "{}", "", "[]", "{\"url\":1}", "{\"url\":\"file:/a\",\"verify\":false}", "{\"url\":\"a\",\"url\":\"b\"}"
        }) {
            define("acme", json);
            refused("acme.json does not hold");
        }
        var file = define("acme", "{\"url\":\"file:/a\"}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        refused("only the home's owner can read");
        Files.delete(file);
        define("default", "{\"url\":\"file:/a\"}");
        refused("means something else");
    }

    private void refused(String why) {
        assertThatThrownBy(() -> RegistryDefinition.inFiles(home))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(why);
    }
}
