package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The console of a node in each mode; the nodes are shared, and what may restart bundles comes last. */
@Tag("attack")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WebConsoleIT {
    private static final String PASSWORD = "it-Console-Password-1";
    private static final String CONSOLE = "/system/console";

    @TempDir
    private static Path folder;

    private static PlatformProcess development;
    private static PlatformProcess production;

    private PlatformProcess node = development;

    @BeforeAll
    static void startInBothModes() {
        development = on("development").start();
        production = on("production").inProduction().start();
    }

    private static PlatformProcess on(String home) {
        return PlatformProcess.on(folder.resolve(home)).with("A64_ADMIN_PASSWORD", PASSWORD);
    }

    @AfterAll
    static void endTheNodes() {
        production.close();
        development.close();
    }

    /** The console comes after everything else. */
    @BeforeEach
    void awaitTheConsole() {
        await().until(() -> get(CONSOLE, "").statusCode() == 302);
    }

    @Test
    void letsASuperAdminSeeBundlesAndComponents() {
        String cookie = signIn();

        assertThat(get(CONSOLE + "/bundles.json", cookie).body()).contains("com.a64platform.core");
        assertThat(get(CONSOLE + "/components.json", cookie).body()).contains("LaunchedPlatform");
    }

    @Test
    void sendsEverybodyElseToTheSignInPage() {
        assertThat(get(CONSOLE + "/bundles", "").statusCode()).isEqualTo(302);
        assertThat(get(CONSOLE + "/bundles", "a64-console=made-up").statusCode())
                .isEqualTo(302);
        assertThat(post(CONSOLE + "/bundles", "", origin(), "action=stop").statusCode())
                .isEqualTo(401);
    }

    @Test
    void doesNotKnowTheDefaultLogin() {
        String basic = "Basic " + Base64.getEncoder().encodeToString("admin:admin".getBytes());

        var answer = node.send(node.request(CONSOLE + "/bundles").header("Authorization", basic));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(login(origin(), "admin", "admin").statusCode()).isEqualTo(401);
    }

    @Test
    void signsNobodyInFromAnotherSite() {
        assertThat(login("http://elsewhere.example", "admin@localhost", PASSWORD)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void takesWritesOnlyFromItsOwnPages() {
        String cookie = signIn();

        assertThat(post(CONSOLE + "/bundles", cookie, "http://elsewhere.example", "action=refreshPackages")
                        .statusCode())
                .isEqualTo(403);
        assertThat(post(CONSOLE + "/bundles", cookie, origin(), "action=refreshPackages")
                        .statusCode())
                .isLessThan(400);
    }

    @Test
    void endsTheSessionOnLogout() {
        String cookie = signIn();

        get(CONSOLE + "/logout", cookie);

        assertThat(get(CONSOLE + "/bundles", cookie).statusCode()).isEqualTo(302);
    }

    @Test
    void refusesEveryWriteInProductionAndAuditsIt() {
        inProduction();
        String cookie = signIn();

        String before = get(CONSOLE + "/bundles.json", cookie).body();
        for (String path : new String[] {"/bundles", "/bundles/1", "/configMgr/any", "/components/1", "/vmstat"}) {
            var answer = post(CONSOLE + path, cookie, origin(), "action=start&apply=true");
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(answer.body()).as(path).contains("errorId");
        }
        assertThat(get(CONSOLE + "/bundles.json", cookie).body())
                .contains("all 5")
                .doesNotContain("Resolved\"");
    }

    @Test
    void installsAndStartsNothingInProduction() throws IOException {
        inProduction();
        String cookie = signIn();
        Path marker = folder.resolve("marker");
        Path evil = HostileJar.write(folder.resolve("evil.jar"), marker, HostileJar.activated());
        String before = get(CONSOLE + "/bundles.json", cookie).body();

        for (String path : List.of("/bundles", "/bundles/1", "/install", "/deppack", "/configMgr")) {
            var answer = node.send(node.request(CONSOLE + path)
                    .header("Cookie", cookie)
                    .header("Origin", origin())
                    .header("Content-Type", "multipart/form-data; boundary=x")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(upload(evil))));
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
        }
        for (String method : List.of("PUT", "DELETE", "PATCH")) {
            var answer = node.send(node.request(CONSOLE + "/bundles/1?action=stop")
                    .header("Cookie", cookie)
                    .header("Origin", origin())
                    .method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(answer.statusCode()).as(method).isEqualTo(403);
        }
        get(CONSOLE + "/bundles/1?action=stop", cookie);
        get(CONSOLE + "/configMgr/evil?apply=true&propertylist=a&a=b", cookie);

        assertThat(get(CONSOLE + "/bundles.json", cookie).body()).isEqualTo(before);
        assertThat(get(CONSOLE + "/configMgr/evil.json", cookie).body()).doesNotContain("\"a\"");
        assertThat(marker).doesNotExist();
    }

    /** What the console's form sends to install a bundle and start it. */
    private static byte[] upload(Path bundle) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String field : List.of("action=install", "bundlestart=start", "bundlestartlevel=1")) {
            String[] parts = field.split("=");
            body.writeBytes(
                    ("--x\r\nContent-Disposition: form-data; name=\"" + parts[0] + "\"\r\n\r\n" + parts[1] + "\r\n")
                            .getBytes());
        }
        body.writeBytes(("--x\r\nContent-Disposition: form-data; name=\"bundlefile\"; filename=\"evil.jar\"\r\n"
                        + "Content-Type: application/java-archive\r\n\r\n")
                .getBytes());
        body.writeBytes(Files.readAllBytes(bundle));
        body.writeBytes("\r\n--x--\r\n".getBytes());
        return body.toByteArray();
    }

    private void inProduction() {
        node = production;
        awaitTheConsole();
    }

    private String signIn() {
        var answer = login(origin(), "admin@localhost", PASSWORD);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/system");
        return cookie.substring(0, cookie.indexOf(';'));
    }

    private HttpResponse<String> login(String origin, String email, String password) {
        return post("/system/signin", "", origin, "email=" + email.replace("@", "%40") + "&password=" + password);
    }

    private HttpResponse<String> get(String path, String cookie) {
        return node.send(node.request(path).header("Cookie", cookie).GET());
    }

    private HttpResponse<String> post(String path, String cookie, String origin, String form) {
        return node.send(node.request(path)
                .header("Cookie", cookie)
                .header("Origin", origin)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private String origin() {
        return node.url().toString();
    }
}
