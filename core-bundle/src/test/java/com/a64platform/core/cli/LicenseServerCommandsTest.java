package com.a64platform.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.leases.StatusToken;
import com.a64platform.core.licenseserver.LicenseServer;
import com.a64platform.core.licensing.InstallationIdentity;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.PrivateFile;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that change licenses, with the issuer's key here and at a license server. */
class LicenseServerCommandsTest {
    @TempDir
    Path home;

    private SigningKey issuer;
    private SigningKey installation;
    private LicenseServer server;
    private Path token;

    @BeforeEach
    void start() throws IOException {
        CommandRun.of("keys", "init", "--home", home);
        issuer = SigningKey.load(home.resolve("data/dev-keys/issuer.key")).orElseThrow();
        Path key = InstallationIdentity.file(new Home(home));
        Files.createDirectories(key.getParent());
        installation = SigningKey.loadOrCreate(key);
        server = LicenseServer.start(
                new LicenseServer.Options(home.resolve("server"), issuer, "127.0.0.1", 0, Optional.empty(), false),
                new PrintWriter(new StringWriter()));
        token = home.resolve("token");
        new PrivateFile(token).write(server.firstToken().orElseThrow().getBytes(StandardCharsets.US_ASCII));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aCodeIsIssuedExchangedRenewedAndRevoked() throws Exception {
        var code = atServer("issue", "--module", "farm-manager", "--days", "10")
                .out()
                .strip();
        assertThat(code).matches("[0-9A-Z]{5}(-[0-9A-Z]{5}){4}");

        var license = run(
                "activate",
                code,
                "--module",
                "farm_manager",
                "--server",
                server.url().toString());
        var claims = claims(license.out());
        assertThat(claims.get("installation").asText()).isEqualTo(installation.keyId());
        var id = claims.get("jti").asText();

        assertThat(atServer("renew", id, "--days", "10").out()).startsWith("Renewed until ");
        var status = atServer("revoke", id).out().lines().toList();
        assertThat(status).hasSize(2);
        assertThat(StatusToken.verify(status.get(0), issuer.publicKey()).license())
                .isEqualTo(id);
        assertThat(StatusToken.verify(status.get(1), issuer.publicKey()).license())
                .isEqualTo(id + ".2");
        var again = run(
                "activate",
                code,
                "--module",
                "farm-manager",
                "--server",
                server.url().toString());
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err().strip()).isEqualTo("This license was revoked; ask its issuer why.");
    }

    @Test
    void oneCodeForEachInstallation() {
        assertThat(atServer("issue", "--module", "farm-manager", "--installations", "3")
                        .out()
                        .lines())
                .hasSize(3)
                .doesNotHaveDuplicates();
    }

    @Test
    void saysInOneSentenceWhatTheServerDoesNotDo() {
        assertThat(atServer("issue", "--module", "farm-manager", "--type", "free")
                        .err()
                        .strip())
                .isEqualTo("The license would not hold: type is none of per_installation, per_user, subscription and"
                        + " trial.");
        assertThat(atServer("revoke", "00000000-0000-0000-0000-000000000000")
                        .err()
                        .strip())
                .isEqualTo("There is no such license here; GET /licenses lists them.");
        new PrivateFile(token).write("wrong".getBytes(StandardCharsets.US_ASCII));
        assertThat(atServer("issue", "--module", "farm-manager").err().strip())
                .isEqualTo("Send the operator's token as a bearer token.");
        server.close();
        assertThat(atServer("issue", "--module", "farm-manager").err()).startsWith("The license server cannot be");
    }

    @Test
    void theIssuersKeyAloneRenewsAndRevokesToo() throws Exception {
        var license = Files.writeString(
                home.resolve("old.license"),
                run("issue", "--module", "farm-manager", "--days", "10", "--check", "online")
                        .out());
        var old = claims(Files.readString(license));

        var next = claims(run("renew", license.toString(), "--days", "5").out());
        var third = Files.writeString(
                home.resolve("next.license"),
                run("renew", license.toString(), "--days", "5").out());
        assertThat(next.get("jti").asText()).isEqualTo(old.get("jti").asText() + ".2");
        assertThat(next.get("exp").asLong() - old.get("exp").asLong()).isEqualTo(5 * 86_400);
        assertThat(next.get("check").asText()).isEqualTo("online");
        assertThat(claims(run("renew", third.toString(), "--days", "5").out())
                        .get("jti")
                        .asText())
                .endsWith(".3");
        var status = StatusToken.verify(run("revoke", license.toString()).out().strip(), issuer.publicKey());
        assertThat(status.license()).isEqualTo(old.get("jti").asText());
    }

    @Test
    void renewsNobodyElsesLicense() throws Exception {
        var foreign = Files.writeString(
                home.resolve("foreign.license"),
                CommandRun.of("license", "issue", "--module", "farm-manager", "--home", home.resolve("other"))
                        .out());

        var run = run("renew", foreign.toString(), "--days", "5");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().strip()).isEqualTo("This license is not of this issuer; name its key with --key.");
    }

    private CommandRun atServer(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--server", server.url().toString(), "--token-file", token.toString()));
        return run(all.toArray(String[]::new));
    }

    private CommandRun run(String... arguments) {
        List<Object> all = new ArrayList<>(List.of("license"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("--home", home));
        return CommandRun.of(all.toArray());
    }

    private static JsonNode claims(String license) throws IOException {
        return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(license.split("\\.")[1]));
    }
}
