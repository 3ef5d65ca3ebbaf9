package com.a64platform.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeFolderTest {
    @TempDir
    private Path folder;

    @Test
    void makesEveryFolderReadableByItsOwnerOnly() throws IOException {
        try (HomeFolder home = HomeFolder.take(settings("development"))) {
            for (String name :
                    new String[] {"", "conf", "deploy", "data/keys", "data/verified", "cache", "logs", "run"}) {
                var permissions =
                        Files.getPosixFilePermissions(folder.resolve("home").resolve(name));
                assertThat(PosixFilePermissions.toString(permissions)).as(name).isEqualTo("rwx------");
            }
            assertThat(home.logs()).isEqualTo(folder.resolve("home/logs"));
        }
    }

    @Test
    void belongsToOneProcessAtATimeAndNamesIt() throws IOException {
        try (HomeFolder home = HomeFolder.take(settings("development"))) {
            home.runFile().write("http://127.0.0.1:1");

            assertThatThrownBy(() -> HomeFolder.take(settings("development")))
                    .isInstanceOfSatisfying(
                            StartRefused.class, e -> assertThat(e.exitCode()).isEqualTo(3))
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void isFreeAgainWhenClosed() {
        HomeFolder.take(settings("development")).close();

        HomeFolder.take(settings("development")).close();

        assertThat(folder.resolve("home/run/lock")).exists();
    }

    @Test
    void neverOpensWhatRanInProductionForDevelopment() {
        HomeFolder.take(settings("production")).close();

        assertThatThrownBy(() -> HomeFolder.take(settings("development")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("production");
        HomeFolder.take(settings("production")).close();
    }

    @Test
    void letsADevelopmentHomeGoIntoProduction() {
        HomeFolder.take(settings("development")).close();

        HomeFolder.take(settings("production")).close();

        assertThat(folder.resolve("home/data/production")).exists();
    }

    @Test
    void refusesAHomeThatIsHalfChangedOverAndMakesNothingInIt() throws IOException {
        Settings before = settings("production");
        restoring("ready");

        assertRefused(before, "finish it with a64 restore --finish");
        assertThat(folder.resolve("home/data")).doesNotExist();
        assertRefused(before, "finish it"); // not "in use"
        assertThatThrownBy(() -> settings("production")).hasMessageContaining("finish it with a64 restore --finish");
    }

    /** Else whoever starts it while its restore was cut off gets a new platform with nothing in it. */
    @Test
    void refusesToBeginAnewWhereARestoreWasCutOff() throws IOException {
        restoring("new/data/a-file");

        assertRefused(settings("production"), "repeat it with a64 restore FILE, or give it up");
        assertThat(folder.resolve("home/conf")).doesNotExist();
    }

    @Test
    void startsAHomeThatARestoreHasNotTouched() throws IOException {
        restoring("new/data/a-file");
        write("data/store.txt");

        HomeFolder.take(settings("production")).close();
    }

    @Test
    void refusesAServersHomeWhoseDatabaseARestoreMayHaveFilled() throws IOException {
        restoring("new/data/a-file");
        write("data/store.txt");

        assertRefused(settings("production", "MONGODB_URI", "mongodb://127.0.0.1"), "repeat it with a64 restore FILE");
    }

    private void restoring(String file) throws IOException {
        write(".restore/" + file);
    }

    private void write(String file) throws IOException {
        Path place = folder.resolve("home").resolve(file);
        Files.createDirectories(place.getParent());
        Files.writeString(place, "kept");
    }

    private static void assertRefused(Settings settings, String sentence) {
        assertThatThrownBy(() -> HomeFolder.take(settings))
                .isInstanceOfSatisfying(
                        StartRefused.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining(sentence);
    }

    private Settings settings(String mode, String... more) {
        Map<String, String> environment =
                new HashMap<>(Map.of("A64_MODE", mode, "LICENSE_ENCRYPTION_KEY", "0123456789-0123456789-0123456789"));
        if (more.length > 0) {
            environment.put(more[0], more[1]);
        }
        return Settings.load(
                environment, Arguments.parse("--home", folder.resolve("home").toString()));
    }
}
