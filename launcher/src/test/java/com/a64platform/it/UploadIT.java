package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules sent to a node in production mode: what is good is installed, what is not leaves nothing behind. */
class UploadIT {
    private static final String INSTALL = "/api/v1/modules/install";

    @TempDir
    private static Path folder;

    private static Path made;
    private static Publisher publisher;
    private static PlatformProcess node;
    private static Operator admin;

    @BeforeAll
    static void start() {
        Path home = folder.resolve("home");
        made = folder.resolve("made");
        publisher = Publisher.trustedBy(home);
        node = Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("MAX_MODULE_SIZE_MB", "2")
                .start();
        admin = new Operator(node);
    }

    @AfterAll
    static void end() {
        node.close();
    }

    @AfterEach
    void nothingIsLeftOfWhatWasSent() {
        patiently().untilAsserted(() -> {
            Path imports = node.home().resolve("cache/imports");
            if (Files.exists(imports)) {
                assertThat(imports).isEmptyDirectory();
            }
        });
    }

    @Test
    void installsAModuleThatIsSentWithItsSignature() throws IOException {
        Path jar = signed("sent");

        HttpResponse<String> answer = Form.of(jar)
                .file("sbom", "sent.cdx.json", "{\"bomFormat\":\"CycloneDX\"}".getBytes(StandardCharsets.UTF_8))
                .field("moduleName", "sent")
                .field("version", "1.0.0")
                .to(node, admin.token());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(admin.installation("sent")).isEqualTo("1.0.0 ENABLED");
        admin.awaitStatus("/api/v1/sent/greeting", 200);
        assertThat(node.deploy().resolve("sent-1.0.0.jar")).hasSameBinaryContentAs(jar);
        assertThat(node.home().resolve("data/verified/" + Digest.of(jar) + ".jar.cdx.json"))
                .exists();
    }

    @Test
    void answersAtOnceWhenNobodyWantsToWait() {
        Path jar = signed("prompt");
        HttpResponse<String> answer = node.send(node.request(INSTALL)
                .header("Authorization", "Bearer " + admin.token())
                .header("Content-Type", Form.TYPE)
                .POST(BodyPublishers.ofByteArray(Form.of(jar).bytes())));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Location"))
                .hasValueSatisfying(url -> assertThat(url).contains("/api/v1/operations/"));
        assertThat(Operator.parse(answer.body()).get("type").asText()).isEqualTo("Asynchronous");
        admin.awaitInstallation("prompt", "1.0.0 ENABLED");
    }

    @Test
    void takesTheLicenseWithItAndUpdates() {
        Path jar = ModuleJar.farmManager().named("sent-farm").writeTo(made);
        publisher.sign(jar);
        assertThat(Form.of(jar).to(node, admin.token()).statusCode()).isEqualTo(402);
        assertThat(admin.installation("sent-farm")).isEmpty();

        HttpResponse<String> answer =
                Form.of(jar).field("licenseKey", publisher.license("sent-farm")).to(node, admin.token());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        admin.awaitStatus("/api/v1/sent-farm/farms", 200);

        Path next = ModuleJar.farmManager().named("sent-farm").version("1.1.0").writeTo(made);
        publisher.sign(next);
        assertThat(Form.of(next).to(node, admin.token()).statusCode()).isEqualTo(201);
        assertThat(admin.installation("sent-farm")).isEqualTo("1.1.0 ENABLED");
    }

    @Test
    @Tag("attack")
    void takesNothingFromWhoIsNoSuperAdmin() {
        Path jar = signed("unwanted");
        assertThat(Form.of(jar).to(node, "").statusCode()).isEqualTo(401);
        HttpResponse<String> made = admin.post(
                "/api/v1/users",
                "{\"email\":\"user@example.com\",\"password\":\"correct-horse-battery-1\",\"role\":\"tenant_admin\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        HttpResponse<String> login = node.post(
                "/api/v1/auth/login", "", "{\"email\":\"user@example.com\",\"password\":\"correct-horse-battery-1\"}");
        String token = Operator.parse(login.body()).get("accessToken").asText();

        assertThat(Form.of(jar).to(node, token).statusCode()).isEqualTo(403);
        assertThat(admin.installation("unwanted")).isEmpty();
    }

    @Test
    @Tag("attack")
    void refusesTheSignatureOfAnotherFile() throws IOException {
        Path one = signed("first");
        Path other = signed("second");
        refused(
                new Form().file("package", one).file("signature", "s.sig", Files.readAllBytes(sig(other))),
                422,
                "digest-mismatch");
        refused(new Form().file("package", one), 422, "signature-missing");
        assertThat(admin.installation("first")).isEmpty();
        assertThat(node.home().resolve("data/verified/" + Digest.of(one) + ".jar"))
                .doesNotExist();
    }

    @Test
    @Tag("attack")
    void refusesWhatIsNoModule() throws IOException {
        refused(new Form().file("package", "a.jar", new byte[0]), 422, "");
        refused(new Form().file("package", "a.a64", new byte[0]), 422, "empty file");
        refused(new Form().file("package", "a.a64", "no archive".getBytes(StandardCharsets.UTF_8)), 422, "archive");
        refused(new Form().file("package", "a.a64", Files.readAllBytes(signed("bare"))), 422, "none of ours");
        refused(new Form().field("moduleName", "x"), 422, "package");
        refused(new Form().field("evil", "x"), 422, "means nothing here");
        refused(Form.of(signed("two")).file("package", signed("three")), 422, "one file");
        refused(Form.of(signed("four")).field("moduleName", "other"), 409, "not the module");
    }

    @ParameterizedTest
    @Tag("attack")
    @ValueSource(
            strings = {
                "../../evil.jar",
                "/etc/evil.jar",
                "..\\\\evil.jar",
                "C:\\\\evil.jar",
                ".jar",
                "evil.jar/",
                "evil.sh",
                "evil.jar\u0000.a64",
                "ev il.jar"
            })
    void takesNoFileWithATrickyName(String name) throws IOException {
        Path jar = signed("tricky");
        HttpResponse<String> answer = new Form()
                .file("package", name, Files.readAllBytes(jar))
                .file("signature", sig(jar))
                .to(node, admin.token());
        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 422);
        assertThat(admin.installation("tricky")).isEmpty();
        assertThat(folder.resolve("evil.jar")).doesNotExist();
    }

    @Test
    @Tag("attack")
    void endsWhatIsLargerThanTheLimitWhateverItAnnounces() throws IOException {
        byte[] large =
                new Form().file("package", "a.jar", new byte[4 * 1024 * 1024]).bytes();
        String head = "POST " + INSTALL + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + admin.token()
                + "\r\nContent-Type: " + Form.TYPE + "\r\n";
        assertThat(statusLine(head + "Content-Length: " + large.length + "\r\n\r\n", new byte[0]))
                .contains(" 413 ");

        byte[] chunk = Arrays.copyOf(large, 3 * 1024 * 1024 + 64 * 1024);
        String chunked = head + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(chunk.length) + "\r\n";
        assertThat(statusLine(chunked, chunk)).contains(" 413 ");
    }

    @Test
    @Tag("attack")
    void forgetsWhatWasSentByHalf() throws IOException {
        byte[] whole = Form.of(signed("half")).bytes();
        try (Socket socket = new Socket("127.0.0.1", node.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + INSTALL + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + admin.token()
                            + "\r\nContent-Type: " + Form.TYPE + "\r\nContent-Length: " + whole.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(whole, 0, whole.length / 2);
            out.flush();
            patiently().until(() -> {
                try (var staged = Files.walk(node.home().resolve("cache/imports"))) {
                    return staged.anyMatch(file -> file.endsWith("package"));
                }
            });
        }
        assertThat(admin.installation("half")).isEmpty();
    }

    private static String statusLine(String head, byte[] body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", node.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            StringBuilder line = new StringBuilder();
            for (int next = socket.getInputStream().read(); next >= 0 && next != '\r'; ) {
                line.append((char) next);
                next = socket.getInputStream().read();
            }
            return line + " ";
        }
    }

    private static void refused(Form form, int status, String why) {
        HttpResponse<String> answer = form.to(node, admin.token());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(why);
    }

    private static Path signed(String name) {
        Path jar = ModuleJar.hello().named(name).writeTo(made);
        publisher.sign(jar);
        return jar;
    }

    private static Path sig(Path jar) {
        return jar.resolveSibling(jar.getFileName() + ".sig");
    }
}
