package com.a64platform.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.licensing.InstallationIdentity;
import com.a64platform.core.platform.Home;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LicenseCommandTest {
    @TempDir
    Path home;

    @Test
    void printsOneLicenseAndNothingElse() throws IOException {
        var run = CommandRun.of(
                "license",
                "issue",
                "--module",
                "farm_manager",
                "--customer",
                "Green Ltd",
                "--tenant",
                "green",
                "--days",
                "30",
                "--versions",
                "^1.0.0",
                "--feature",
                "export",
                "--home",
                home);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().strip()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
        JsonNode claims = claims(run.out());
        assertThat(claims.get("module").asText()).isEqualTo("farm-manager");
        assertThat(claims.get("sub").asText()).isEqualTo("Green Ltd");
        assertThat(claims.get("tenant").asText()).isEqualTo("green");
        assertThat(claims.get("installation").asText()).isEqualTo("*");
        assertThat(claims.get("features").get(0).asText()).isEqualTo("export");
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(30L * 86_400);
        assertThat(claims.get("iss").asText())
                .isEqualTo(SigningKey.load(home.resolve("data/dev-keys/issuer.key"))
                        .orElseThrow()
                        .keyId());
    }

    @Test
    void bindsToTheHomesInstallationOnceThereIsOne() throws IOException {
        Path key = InstallationIdentity.file(new Home(home));
        Files.createDirectories(key.getParent());
        String id = SigningKey.loadOrCreate(key).keyId();

        assertThat(claims(issue().out()).get("installation").asText()).isEqualTo(id);
        assertThat(claims(issue("--installation", "*").out())
                        .get("installation")
                        .asText())
                .isEqualTo("*");
    }

    @Test
    void makesLicensesThatHaveEndedAndLicensesWithoutEnd() throws IOException {
        JsonNode ended = claims(issue("--days", "-1").out());
        assertThat(ended.get("exp").asLong()).isLessThan(Instant.now().getEpochSecond());
        assertThat(ended.get("nbf").asLong()).isLessThan(ended.get("exp").asLong());
        assertThat(claims(issue("--days", "0").out()).get("nbf").asLong())
                .isLessThan(Instant.now().getEpochSecond());

        assertThat(claims(issue("--type", "per_installation").out()).has("exp")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--type=free",
                "--type=per_user",
                "--days=many",
                "--days=100000000",
                "--versions=all",
                "--customer= ",
                "--type=per_user --seats=5",
                "--seats=0 --installation=x"
            })
    void refusesWhatMakesNoLicenseInOneSentence(String options) {
        var run = issue(options.split(" (?=-)"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().strip()).isNotEmpty().doesNotContain("\n");
    }

    @Test
    void showsClaimsAndThatTheSignatureHoldsButNeverTheLicense() throws IOException {
        String license = issue().out().strip();

        var run = inspect(license + "\n");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("\"module\" : \"farm-manager\"").contains("The signature holds");
        for (String part : license.split("\\.")) {
            assertThat(run.out()).doesNotContain(part);
        }
    }

    @Test
    void tellsForgedForeignAndUnreadableLicensesApart() throws IOException {
        String license = issue().out().strip();
        String other = CommandRun.of("license", "issue", "--module", "farm-manager", "--home", home.resolve("other"))
                .out()
                .strip();
        String forged = license.substring(0, license.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));

        assertThat(inspect(forged).out()).contains("The signature does not hold");
        assertThat(inspect(forged).exitCode()).isEqualTo(1);
        assertThat(inspect(other).out()).contains("The signature was not checked");
        assertThat(inspect(other).exitCode()).isEqualTo(1);
        var unreadable = inspect("nothing.like.it");
        assertThat(unreadable.exitCode()).isEqualTo(1);
        assertThat(unreadable.err().strip())
                .startsWith("This is not a license.")
                .doesNotContain("\n");
    }

    @Test
    void inspectingMakesNoKeys() throws IOException {
        String license = issue().out().strip();
        Path empty = Files.createDirectory(home.resolve("empty"));

        var run = CommandRun.of("license", "inspect", Files.writeString(home.resolve("l"), license), "--home", empty);

        assertThat(run.out()).contains("was not checked");
        assertThat(empty).isEmptyDirectory();
    }

    @Test
    void saysWhenTheFileIsNotThere() {
        var run = CommandRun.of("license", "inspect", home.resolve("absent"), "--home", home);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("cannot be read");
    }

    private CommandRun issue(String... more) {
        Object[] arguments = new Object[6 + more.length];
        System.arraycopy(
                new Object[] {"license", "issue", "--module", "farm-manager", "--home", home}, 0, arguments, 0, 6);
        System.arraycopy(more, 0, arguments, 6, more.length);
        return CommandRun.of(arguments);
    }

    private CommandRun inspect(String license) throws IOException {
        Path file = Files.writeString(home.resolve("license.txt"), license);
        return CommandRun.of("license", "inspect", file, "--home", home);
    }

    private static JsonNode claims(String license) throws IOException {
        return new ObjectMapper()
                .readTree(Base64.getUrlDecoder().decode(license.strip().split("\\.")[1]));
    }
}
