package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A home in production mode with two registries: what it takes from which, and what it does when keys are stolen. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TrustIT {
    private static final String GREETING = "/api/v1/notes/greeting";

    @TempDir
    private static Path folder;

    private static Publisher commands;
    private static PlatformProcess node;
    private static Operator admin;

    @BeforeAll
    static void start() throws IOException {
        Path home = folder.resolve("home");
        commands = Publisher.on(home);
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse battery\n");
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        node = Operator.of(PlatformProcess.on(home)).inProduction().start();
        admin = new Operator(node);
        makeRegistry("acme");
        makeRegistry("zenith");
    }

    @AfterAll
    static void end() {
        node.close();
    }

    private static void makeRegistry(String name) {
        for (String role : List.of("root", "registry", "timestamp", "publisher")) {
            run("keys", "new", "--role", role, "--out", key(name, role));
        }
        String made = run(
                "registry",
                "init",
                registry(name).toString(),
                "--name",
                name,
                "--root-key",
                key(name, "root"),
                "--registry-key",
                key(name, "registry"),
                "--timestamp-key",
                key(name, "timestamp"),
                "--publisher",
                name + "=" + key(name, "publisher"));
        Matcher digest = Pattern.compile("--root-sha256 ([0-9a-f]{64})").matcher(made);
        assertThat(digest.find()).as(made).isTrue();
        add(name, digest.group(1));
    }

    private static void add(String name, String sha256) {
        commands.atHome("registry", "add", name, registry(name).toUri().toString(), "--root-sha256", sha256);
    }

    private static String run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--passphrase-file=" + folder.resolve("passphrase"));
        return commands.run(all.toArray(String[]::new));
    }

    private static String key(String owner, String role) {
        return folder.resolve(owner + "-" + role + ".key").toString();
    }

    private static Path registry(String name) {
        return folder.resolve("registry-" + name);
    }

    private static Path signed(String module, String version, String publisher, String keyFile) throws IOException {
        Path jar = ModuleJar.hello()
                .named(module)
                .version(version)
                .writeTo(Files.createDirectories(folder.resolve("made-" + publisher)));
        run("module", "sign", jar.toString(), "--key", keyFile, "--publisher", publisher);
        return jar;
    }

    private static void publish(String registry, Path jar) {
        run(
                "module",
                "publish",
                jar.toString(),
                "--registry",
                registry(registry).toString(),
                "--registry-key",
                key(registry, "registry"),
                "--timestamp-key",
                key(registry, "timestamp"));
    }

    private static HttpResponse<String> install(String module, String version) {
        return admin.waiting(
                "POST",
                "/api/v1/modules/install",
                "{\"moduleName\":\"" + module + "\",\"version\":\"" + version + "\"}");
    }

    private static HttpResponse<String> update(String version) {
        return admin.waiting("PUT", "/api/v1/modules/notes/update", "{\"targetVersion\":\"" + version + "\"}");
    }

    private static void refused(HttpResponse<String> answer, int status, String why) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(why);
    }

    @Test
    @Order(1)
    void installsFromEachAndWritesDownWhomItTrusts() throws IOException {
        publish("acme", signed("notes", "1.0.0", "acme", key("acme", "publisher")));
        publish("zenith", signed("other", "1.0.0", "zenith", key("zenith", "publisher")));

        assertThat(install("notes", "latest").statusCode()).isEqualTo(201);
        assertThat(install("other", "latest").statusCode()).isEqualTo(201);

        assertThat(admin.status(GREETING)).isEqualTo(200);
        assertThat(admin.get("/api/v1/modules").body()).contains("\"registry\":\"acme\"", "\"registry\":\"zenith\"");
        patiently().untilAsserted(() -> assertThat(admin.get("/api/v1/admin/audit?action=trust.change&perPage=100")
                        .body())
                .contains("conf/registries/acme.json", "conf/trust/registries/zenith/root.json"));
        assertThat(commands.atHome("trust", "list"))
                .contains("belongs  module:notes  acme", "belongs  origin:notes  acme", "floor  notes  1.0.0");
    }

    @Test
    @Order(2)
    @Tag("attack")
    void refusesAnotherRegistrysModuleOfTheSameName() throws IOException {
        publish("zenith", signed("notes", "2.0.0", "zenith", key("zenith", "publisher")));
        refused(update("2.0.0"), 404, "is not offered");
        Path root = node.home().resolve("conf/trust/registries/acme/root.json");
        Path kept = Files.copy(root, folder.resolve("kept.json"));
        commands.atHome("registry", "remove", "acme");
        refused(update("2.0.0"), 422, "belongs to the publisher acme");
        assertThat(admin.status(GREETING)).isEqualTo(200);
        add("acme", sha256(kept));
        assertThat(admin.loaded()).contains("notes 1.0.0");
    }

    @Test
    @Order(3)
    void keepsWhatWasWithdrawnAndInstallsItNoMore() throws IOException {
        publish("acme", signed("notes", "1.1.0", "acme", key("acme", "publisher")));
        yank("1.1.0");
        refused(update("1.1.0"), 404, "was withdrawn");
        yank("1.0.0");
        assertThat(admin.get("/api/v1/modules").body()).contains("version withdrawn");
        assertThat(admin.get("/api/v1/installations").body()).contains("version withdrawn");
        assertThat(admin.status(GREETING)).isEqualTo(200);
    }

    private static void yank(String version) {
        run(
                "registry",
                "yank",
                "notes",
                version,
                "--registry",
                registry("acme").toString(),
                "--registry-key",
                key("acme", "registry"),
                "--timestamp-key",
                key("acme", "timestamp"));
    }

    @Test
    @Order(4)
    @Tag("attack")
    void flagsWhatARevokedKeySignedAndGoesOnServingIt() throws IOException {
        run("keys", "new", "--role", "publisher", "--out", key("acme", "publisher-2"));
        run("keys", "new", "--role", "root", "--out", key("acme", "root-2"));
        Path stolen = signed("notes", "1.2.0", "acme", key("acme", "publisher"));
        run(
                "trust",
                "rotate",
                "--registry",
                registry("acme").toString(),
                "--key",
                key("acme", "root"),
                "--key",
                key("acme", "root-2"),
                "--set",
                "root=" + key("acme", "root-2"),
                "--publisher",
                "acme=" + key("acme", "publisher-2"),
                "--revoke",
                keyId(key("acme", "publisher")));

        assertThat(admin.get("/api/v1/modules").body()).contains("publisher revoked");
        assertThat(admin.why("notes")).contains("publisher-revoked", "is flagged: publisher revoked");
        assertThat(admin.json("/api/v1/admin/trust").get("flagged").toString()).contains("notes 1.0.0");
        assertThat(commands.atHome("trust", "list")).contains("version 2", "publisher revoked");
        assertThat(admin.status(GREETING)).isEqualTo(200);

        Files.copy(stolen.resolveSibling("notes-1.2.0.jar.sig"), node.deploy().resolve("notes-1.2.0.jar.sig"));
        Files.copy(stolen, node.deploy().resolve("notes-1.2.0.jar"));
        assertThat(admin.awaitNote("notes-1.2.0.jar")).contains("publisher-revoked");
        assertThat(admin.loaded()).contains("notes 1.0.0").doesNotContain("notes 1.2.0");

        assertThat(node.terminate()).isZero();
        node.restart();
        admin.awaitStatus(GREETING, 200);
        assertThat(admin.why("notes")).contains("publisher-revoked", "is flagged: publisher revoked");
    }

    @Test
    @Order(5)
    void takesTheNextVersionUnderTheNewKey() throws IOException {
        publish("acme", signed("notes", "1.3.0", "acme", key("acme", "publisher-2")));
        assertThat(update("1.3.0").statusCode()).isEqualTo(200);
        assertThat(admin.status(GREETING)).isEqualTo(200);
        assertThat(admin.why("notes")).doesNotContain("Flagged");
    }

    @Test
    @Order(6)
    void trustsAPublisherByAnAuditedAct() {
        String made = run("keys", "new", "--role", "publisher", "--out", key("friend", "publisher"));
        String publicKey = made.lines()
                .filter(line -> line.startsWith("public"))
                .findFirst()
                .orElseThrow();
        String body = "{\"name\":\"friend\",\"key\":\"" + publicKey.substring(8) + "\"}";
        assertThat(node.post("/api/v1/admin/trust/publishers", "", body).statusCode())
                .isEqualTo(401);

        assertThat(admin.post("/api/v1/admin/trust/publishers", body).body()).contains("\"friend\"");
        refused(admin.post("/api/v1/admin/trust/publishers", body), 409, "one key has one role");

        assertThat(admin.get("/api/v1/admin/audit?action=trust.add-publisher").body())
                .contains("friend", "success", "refused", Operator.EMAIL);
    }

    private static String keyId(String file) {
        return commands.run("keys", "show", file)
                .lines()
                .filter(line -> line.startsWith("id"))
                .map(line -> line.substring(2).strip())
                .findFirst()
                .orElseThrow();
    }

    private static String sha256(Path file) throws IOException {
        try {
            var digest = java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return java.util.HexFormat.of().formatHex(digest);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
