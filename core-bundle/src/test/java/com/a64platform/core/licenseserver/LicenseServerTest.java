package com.a64platform.core.licenseserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.crypto.Jws;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.leases.Question;
import com.a64platform.core.leases.ServerAnswer.Invalid;
import com.a64platform.core.leases.ServerAnswer.Unreachable;
import com.a64platform.core.leases.StatusToken;
import com.a64platform.core.licensing.LicenseToken;
import com.a64platform.core.platform.DurableFile;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LicenseServerTest {
    private static final SigningKey ISSUER = SigningKey.generate();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ORDINARY = "{\"module\":\"farm-manager\",\"customer\":\"Green\",\"days\":30}";

    @TempDir
    Path folder;

    private final StringWriter log = new StringWriter();
    private final HttpClient http = HttpClient.newHttpClient();
    private LicenseServer server;
    private String token;

    @BeforeEach
    void start() {
        server = LicenseServer.start(options(ISSUER), new PrintWriter(log, true));
        server.firstToken().ifPresent(made -> token = made);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void exchangesACodeForALicenseOfTheInstallation() throws Exception {
        var code = issue(ORDINARY);
        var platform = platform();

        var granted = platform.granted(code);

        assertThat(code).matches("[0-9A-Z]{5}(-[0-9A-Z]{5}){4}");
        var license = claims(granted.license());
        assertThat(license.get("installation").asText()).isEqualTo(platform.key.keyId());
        assertThat(license.get("module").asText()).isEqualTo("farm-manager");
        assertThat(license.get("check").asText()).isEqualTo("online");
        var lease = platform.lease(granted);
        assertThat(lease.license()).isEqualTo(license.get("jti").asText());
        assertThat(lease.installation()).isEqualTo(platform.key.keyId());
        assertThat(lease.sequence()).isEqualTo(1);
        assertThat(lease.length()).isEqualTo(Duration.ofHours(72));
    }

    @Test
    void exchangesAgainForTheSameInstallationAndForNoOther() throws Exception {
        var code = issue(ORDINARY);
        var platform = platform();
        var first = platform.granted(code);

        var again = platform.granted(code.toLowerCase(Locale.ROOT).replace('-', ' '));

        assertThat(again.license()).isEqualTo(first.license());
        assertThat(platform.lease(again).sequence()).isEqualTo(2);
        assertThat(platform().reason(code)).isEqualTo("CODE_USED");
    }

    @Test
    void leasesAgainWithAHigherSequenceAndGivesALostAnswerAgain() throws Exception {
        var platform = platform();
        var license = platform.granted(issue(ORDINARY)).license();

        var lost = platform.ask(license);
        assertThat(platform.ask(license)).isEqualTo(lost);

        assertThat(platform.lease(platform.granted(license)).sequence()).isEqualTo(2);
        assertThat(platform.lease(platform.granted(license)).sequence()).isEqualTo(3);
    }

    @Test
    @Tag("attack")
    void tellsACopyByItsCounter() throws Exception {
        var platform = platform();
        var license = platform.granted(issue(ORDINARY)).license();
        var copy = platform.copy(server.url());
        platform.granted(license);

        assertThat(copy.reason(license)).isEqualTo("COPIED");
        copy.sequence = 7; // it cannot know of a lease with that sequence, but says so
        copy.granted(license);
        assertThat(platform.reason(license)).isEqualTo("COPIED");

        var copies = report().at("/licenses/0/installations/0/copies");
        assertThat(copies).hasSize(2);
        operate("/licenses/release", "{\"license\":\"" + id(license) + "\"}");
        assertThat(platform.lease(platform.granted(license)).sequence()).isEqualTo(9);
        assertThat(report().at("/licenses/0/installations/0/copies")).isEmpty();
    }

    @Test
    void revokesWithASignedStatusForWhateverLicenseIsShown() throws Exception {
        var platform = platform();
        var code = issue(ORDINARY);
        var license = platform.granted(code).license();

        var revoked = operate("/licenses/revoke", "{\"license\":\"" + id(license) + "\"}");

        var answer = (Invalid) platform.ask(license);
        assertThat(answer.reason()).isEqualTo("REVOKED");
        var status = StatusToken.verify(answer.status().orElseThrow(), ISSUER.publicKey());
        assertThat(status.license()).isEqualTo(id(license));
        assertThat(revoked.at("/statuses/0").asText()).isEqualTo(answer.status().get());
        assertThat(platform.reason(code)).isEqualTo("REVOKED");
        assertThat(post("/licenses/renew", token, "{\"license\":\"" + id(license) + "\",\"days\":9}")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void wakesWhoWaitsWhenSomethingChanges() throws Exception {
        var platform = platform();
        var license = platform.granted(issue(ORDINARY)).license();
        long known = platform.watch(0);

        var waiting = CompletableFuture.supplyAsync(() -> watch(platform, known));
        await().during(Duration.ofMillis(200)).until(() -> !waiting.isDone());
        operate("/licenses/revoke", "{\"license\":\"" + id(license) + "\"}");

        await().atMost(Duration.ofSeconds(20)).until(waiting::isDone);
        assertThat(waiting.join()).isGreaterThan(known);
        assertThatThrownBy(() -> platform().watch(0)).hasMessage("answers with status 403");
    }

    @Test
    void renewsAtTheNextQuestion() throws Exception {
        var platform = platform();
        var old = platform.granted(issue(ORDINARY)).license();

        operate("/licenses/renew", "{\"license\":\"" + id(old) + "\",\"days\":30}");

        var granted = platform.granted(old);
        var renewed = claims(granted.license());
        assertThat(renewed.get("jti").asText()).isEqualTo(id(old) + ".2");
        assertThat(renewed.get("exp").asLong() - claims(old).get("exp").asLong())
                .isEqualTo(30L * 86_400);
        assertThat(platform.lease(granted).license()).isEqualTo(id(old) + ".2");
        assertThat(platform.granted(granted.license()).license()).isEqualTo(granted.license());
        operate("/licenses/revoke", "{\"license\":\"" + id(old) + ".2\"}");
        assertThat(platform.reason(old)).isEqualTo("REVOKED");
    }

    @Test
    void countsSeatsOverAllInstallations() throws Exception {
        var codes = operate(
                        "/licenses",
                        "{\"module\":\"farm-manager\",\"customer\":\"Green\",\"type\":\"per_user\",\"seats\":10,"
                                + "\"installations\":2}")
                .get("codes");
        var one = platform();
        var other = platform();
        one.seats = 6;
        var license = one.granted(codes.get(0).asText()).license();
        other.seats = 5;

        assertThat(((Invalid) other.ask(codes.get(1).asText())).advice())
                .isEqualTo("5 seats are taken here and 6 on other platforms, of 10 in all; free some or ask for more.");
        one.seats = 5;
        one.granted(license);
        other.granted(codes.get(1).asText());

        var report = report().at("/licenses/0");
        assertThat(report.get("seats").asInt()).isEqualTo(10);
        assertThat(report.get("seatsTaken").asInt()).isEqualTo(10);
        assertThat(report.at("/installations/1/seatsTaken").asInt()).isEqualTo(5);
    }

    @Test
    @Tag("attack")
    void letsNobodyGuessCodes() throws Exception {
        var code = issue(ORDINARY);
        var guesser = platform();
        for (int i = 0; i < 5; i++) {
            assertThat(guesser.reason("AAAAA-BBBBB-CCCCC-DDDDD-EEEE" + i)).isEqualTo("UNKNOWN_CODE");
        }

        assertThat(guesser.ask(code)).isInstanceOf(Unreachable.class);
        // from the same address with another key, too
        var other = platform();
        var answer = post(
                "/validate",
                "",
                new String(
                        other.question(Question.Kind.VALIDATE, code, "farm-manager", 1)
                                .signedBy(other.key::sign),
                        StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 61L);
    }

    @Test
    @Tag("attack")
    void operatesForNobodyWithoutTheToken() throws Exception {
        var license = platform().granted(issue(ORDINARY)).license();
        for (String path : new String[] {"/licenses", "/licenses/renew", "/licenses/revoke", "/licenses/release"}) {
            var given = path.equals("/licenses") ? "" : token.substring(1);
            var answer =
                    post(path, given, path.equals("/licenses") ? ORDINARY : "{\"license\":\"" + id(license) + "\"}");
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        }
        assertThat(get("/licenses", "").statusCode()).isEqualTo(429);
        assertThat(report().at("/licenses")).hasSize(1);
        assertThat(report().at("/licenses/0/revoked").asBoolean()).isFalse();
    }

    @Test
    @Tag("attack")
    void believesNoQuestionThatItsInstallationDidNotSign() throws Exception {
        var code = issue(ORDINARY);
        var platform = platform();
        var question = platform.question(Question.Kind.VALIDATE, code, "farm-manager", 1);
        var body = (ObjectNode) JSON.readTree(question.signedBy(platform.key::sign));

        for (String name : new String[] {"nonce", "installation"}) {
            var changed = body.deepCopy().put(name, SigningKey.generate().keyId());
            assertThat(post("/validate", "", changed.toString()).statusCode())
                    .as(name)
                    .isEqualTo(400);
        }
        var stranger = question.signedBy(SigningKey.generate()::sign);
        assertThat(post("/validate", "", new String(stranger, StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(400);
        // signed for another purpose
        assertThat(post("/watch", "", body.toString()).statusCode()).isEqualTo(400);
        assertThat(report().at("/licenses/0/installations/0").has("installation"))
                .isFalse();
    }

    @Test
    @Tag("attack")
    void leasesNothingForForeignLicenses() throws Exception {
        var license = platform().granted(issue(ORDINARY)).license();
        var thief = platform();

        assertThat(thief.reason(license)).isEqualTo("WRONG_INSTALLATION");
        assertThat(thief.reason(license.substring(0, license.length() - 4) + "AAAA"))
                .isEqualTo("UNKNOWN_LICENSE");
        var forged = Jws.sign(
                SigningKey.generate(), LicenseToken.TYPE, StrictJson.object().put("jti", id(license)));
        assertThat(thief.reason(forged)).isEqualTo("UNKNOWN_LICENSE");
    }

    @Test
    void refusesAnInstallationWhoseClockIsFarOff() throws Exception {
        var platform = platform();
        var question = new Question(
                Question.Kind.VALIDATE,
                issue(ORDINARY),
                "farm-manager",
                Instant.now().minus(Duration.ofHours(25)),
                platform.key.keyId(),
                platform.key.publicKey(),
                platform.nonce,
                1,
                0);

        var answer = post("/validate", "", new String(question.signedBy(platform.key::sign), StandardCharsets.UTF_8));

        assertThat(JSON.readTree(answer.body()).get("reason").asText()).isEqualTo("CLOCK_WRONG");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"module\":\"m\"}",
                "[]",
                "{\"module\":\"m\",\"customer\":\"c\",\"days\":1,\"days\":2}",
                "{\"module\":\"m\",\"customer\":\"c\",\"days\":\"1\"}"
            })
    void readsOperatorsRequestsStrictly(String request) throws Exception {
        assertThat(post("/licenses", token, request).statusCode()).isEqualTo(400);
        assertThat(report().at("/licenses")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"type\":\"free\"|type is none of",
                "\"days\":0|days must be between 1",
                "\"versions\":\"all\"|versions is not a range",
                "\"type\":\"per_user\"|a per_user license has no seats",
                "\"check\":\"never\"|check is neither online nor offline",
                "\"leaseSeconds\":99999999|leaseSeconds must be between",
                "\"seat\":3|a member is not known"
            })
    void issuesNothingThatWouldNotHold(String member, String why) throws Exception {
        var request =
                "{\"module\":\"m\",\"customer\":\"c\"," + (member.contains("days") ? "" : "\"days\":3,") + member + "}";

        var answer = post("/licenses", token, request);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains(why);
        assertThat(report().at("/licenses")).isEmpty();
    }

    @Test
    @Tag("attack")
    void takesNoLargeBodiesAndShowsNothingElse() throws Exception {
        assertThat(post("/validate", "", "x".repeat(40_000)).statusCode()).isEqualTo(413);
        assertThat(post("/nowhere", token, "{}").statusCode()).isEqualTo(404);
        assertThat(get("/validate", "").statusCode()).isEqualTo(404);
        assertThat(get("/health", "").body()).isEqualTo("{\"status\":\"healthy\"}");
    }

    @Test
    void goesOnWhereItStoppedAndKeepsNoSecretReadable() throws Exception {
        var code = issue(ORDINARY);
        var unused = issue(ORDINARY);
        var platform = platform();
        var license = platform.granted(code).license();
        server.close();
        for (Path file : filesOf(folder.resolve("data"))) {
            var content = Files.readString(file, StandardCharsets.ISO_8859_1);
            assertThat(content).as(file.toString()).doesNotContain(code, unused, token, license);
        }
        assertThat(log.toString()).contains("issue", "validate").doesNotContain(code, unused, token, license);
        assertThat(log.toString()).doesNotContain(license.split("\\.")[1]);
        var unfinished = DurableFile.part(folder.resolve("data/operator-token.sha256"), "write"); // as a kill leaves it

        start();

        assertThat(unfinished).doesNotExist();

        assertThat(server.firstToken()).isEmpty();
        var again = platform.copy(server.url());
        assertThat(again.lease(again.granted(license)).sequence()).isEqualTo(2);
        assertThat(platform().granted(unused).license()).isNotEqualTo(license);
    }

    @Test
    void hasItsFolderForItselfAndForOneIssuer() {
        assertThatThrownBy(() -> LicenseServer.start(options(ISSUER), new PrintWriter(log)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another license server runs on it");
        server.close();
        assertThatThrownBy(() -> LicenseServer.start(options(SigningKey.generate()), new PrintWriter(log)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("This folder belongs to the issuer with the key " + ISSUER.keyId());
        start();
    }

    @Test
    @Tag("attack")
    void isReachableFromElsewhereOnlyWithACertificate() {
        var open = new LicenseServer.Options(folder.resolve("open"), ISSUER, "0.0.0.0", 0, Optional.empty(), false);

        assertThatThrownBy(() -> LicenseServer.start(open, new PrintWriter(log)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Without a certificate");
        assertThat(folder.resolve("open")).doesNotExist();
    }

    private LicenseServer.Options options(SigningKey key) {
        return new LicenseServer.Options(folder.resolve("data"), key, "127.0.0.1", 0, Optional.empty(), false);
    }

    private Platform platform() {
        return new Platform(server.url(), ISSUER);
    }

    private String issue(String request) throws Exception {
        return operate("/licenses", request).at("/codes/0").asText();
    }

    private JsonNode operate(String path, String request) throws Exception {
        var answer = post(path, token, request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private JsonNode report() throws Exception {
        return JSON.readTree(get("/licenses", token).body());
    }

    private HttpResponse<String> post(String path, String bearer, String body) throws Exception {
        return http.send(
                request(path, bearer).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, String bearer) throws Exception {
        return http.send(request(path, bearer).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String bearer) {
        var request = HttpRequest.newBuilder(server.url().resolve(path)).version(HttpClient.Version.HTTP_1_1);
        return bearer.isEmpty() ? request : request.header("Authorization", "Bearer " + bearer);
    }

    private static long watch(Platform platform, long known) {
        try {
            return platform.watch(known);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode claims(String license) throws IOException {
        return JSON.readTree(Base64.getUrlDecoder().decode(license.split("\\.")[1]));
    }

    private static String id(String license) throws IOException {
        return claims(license).get("jti").asText();
    }

    private static List<Path> filesOf(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }
}
