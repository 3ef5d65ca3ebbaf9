package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Names that are paths, or that somebody could take for another name, wherever the API takes a name. */
@Tag("attack")
class NamesIT {
    /** What a path can say in two ways. */
    private static final List<String> AMBIGUOUS = List.of(
            "..",
            ".",
            "%2e%2e",
            "..%2f..%2fconf",
            "..%5c..%5cconf",
            "a%2fb",
            "a;b",
            "%252e%252e",
            "hello%0d%0aX-A:%20b",
            "%c0%ae%c0%ae",
            "%ff",
            "hello%00",
            "%00",
            "hello%7f");

    /** Plain, but of no module. */
    private static final List<String> UNKNOWN = List.of(
            "con",
            "nul.txt",
            "aux",
            "HELLO",
            "hello.",
            ".hello",
            "hello.jar",
            "h%C3%A9llo",
            "hel%E2%80%AElo",
            "h%D0%B5llo",
            "hello%E2%80%8B",
            "$where",
            "*",
            "__proto__",
            "a..b",
            "~root",
            "a".repeat(3000));

    /** Every operation that takes a module's name, with a body where it wants one. */
    private static final List<String> OPERATIONS = List.of(
            "GET /api/v1/modules/NAME",
            "GET /api/v1/modules/NAME/health",
            "PUT /api/v1/modules/NAME/update {}",
            "POST /api/v1/modules/NAME/enable",
            "POST /api/v1/modules/NAME/disable",
            "PUT /api/v1/modules/NAME/status {\"status\":\"DISABLED\"}",
            "DELETE /api/v1/modules/NAME/uninstall {}",
            "DELETE /api/v1/modules/NAME",
            "GET /api/v1/installations/NAME",
            "DELETE /api/v1/installations/NAME",
            "POST /api/v1/installations/NAME/health-check",
            "GET /api/v1/operations/NAME",
            "GET /api/v1/operations/NAME/events",
            "GET /api/v1/tenants/NAME",
            "GET /api/v1/tenants/NAME/modules",
            "GET /api/v1/users/NAME",
            "DELETE /api/v1/users/NAME",
            "GET /api/v1/NAME/greeting");

    /** Names for a body, as JSON text. */
    private static final List<String> IN_BODIES = List.of(
            "..",
            "../hello",
            "..\\\\hello",
            "/etc/passwd",
            "C:\\\\x",
            "hello/../hello",
            "%2e%2e",
            "hello\\u0000",
            "hello\\n",
            "HELLO",
            "hel\\u202elo",
            "h\\u0435llo",
            "hello.jar",
            " hello",
            "hello ",
            "",
            "a",
            "hello;x",
            "$where",
            "file:///etc/passwd",
            "x".repeat(60));

    @TempDir
    private static Path folder;

    private static PlatformProcess node;
    private static Operator admin;

    @BeforeAll
    static void start() {
        node = Operator.of(PlatformProcess.on(folder.resolve("home"))).start();
        admin = new Operator(node);
        ModuleJar.hello().writeTo(node.deploy());
        admin.awaitStatus("/api/v1/hello/greeting", 200);
    }

    @AfterAll
    static void end() {
        node.close();
    }

    @TestFactory
    Stream<DynamicTest> refusesPathsAsNames() {
        return OPERATIONS.stream()
                .map(operation -> dynamicTest(operation, () -> {
                    Set<String> before = files();
                    for (String name : AMBIGUOUS) {
                        assertThat(send(operation, name).status()).as(name).isEqualTo(400);
                    }
                    assertThat(files()).isEqualTo(before);
                }));
    }

    @TestFactory
    Stream<DynamicTest> takesNoNameForAnother() {
        return OPERATIONS.stream()
                .map(operation -> dynamicTest(operation, () -> {
                    Set<String> before = files();
                    for (String name : UNKNOWN) {
                        RawHttp.Answer answer = send(operation, name);
                        assertThat(answer.status())
                                .as(name + " " + answer.body())
                                .isEqualTo(404);
                        assertThat(answer.body()).as(name).contains("not-");
                    }
                    assertThat(files()).isEqualTo(before);
                    assertThat(admin.installation("hello")).isEqualTo("1.0.0 ENABLED");
                }));
    }

    @Test
    void refusesThemInBodies() throws IOException {
        Set<String> before = files();
        for (String name : IN_BODIES) {
            RawHttp.Answer answer = install("{\"moduleName\":\"" + name + "\"}");
            assertThat(answer.status()).as(name + " " + answer.body()).isEqualTo(422);
            assertThat(answer.body()).as(name).contains("validation-failed", "/moduleName");
        }
        for (String version : List.of("../1.0.0", "1.0.0/..", "1.0.0\\u0000", "01.0.0", "1.0.0+x", "latest/../x")) {
            RawHttp.Answer answer = install("{\"moduleName\":\"hello\",\"version\":\"" + version + "\"}");
            assertThat(answer.status()).as(version + " " + answer.body()).isEqualTo(422);
        }
        for (String tenant : List.of("../default", "default\\u0000", "DEFAULT", "admin", "a64", "$where")) {
            RawHttp.Answer answer = install("{\"moduleName\":\"hello\",\"tenantId\":\"" + tenant + "\"}");
            assertThat(answer.status()).as(tenant + " " + answer.body()).isEqualTo(404);
        }
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void refusesThemInDescriptors() throws IOException {
        for (String name : IN_BODIES) {
            String manifest = "{\"name\":\"" + name + "\",\"version\":\"1.0.0\",\"displayName\":\"X\"}";
            String answer = admin.post("/api/v1/modules/validate", "{\"manifest\":" + manifest + "}")
                    .body();
            assertThat(answer).as(name).contains("\"valid\":false", "/name");
        }
        List<String> written = new ArrayList<>();
        for (String route :
                List.of("/api/v1/../users", "/api/v1/a/b", "/api/v1/%2e%2e", "/system/x", "/api/v1/users")) {
            Path jar = ModuleJar.hello()
                    .named("router-" + written.size())
                    .descriptor(json -> json.put("routePrefix", route))
                    .writeTo(node.deploy());
            written.add(jar.getFileName().toString());
        }
        for (String file : written) {
            assertThat(admin.awaitNote(file)).as(file).contains("invalid-descriptor", "/routePrefix");
        }
        assertThat(admin.moduleBundles()).containsExactly("hello 1.0.0");
    }

    private static RawHttp.Answer install(String body) throws IOException {
        return RawHttp.request("POST /api/v1/modules/install")
                .bearer(admin.token())
                .json(body)
                .send(node.port());
    }

    private static RawHttp.Answer send(String operation, String name) throws IOException {
        String[] parts = operation.split(" ", 3);
        RawHttp request =
                RawHttp.request(parts[0] + " " + parts[1].replace("NAME", name)).bearer(admin.token());
        return (parts.length == 3 ? request.json(parts[2]) : request).send(node.port());
    }

    /** Whatever a name could have made, in the home and beside it; the store and the logs change by themselves. */
    private static Set<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(Path::toString)
                    .filter(file -> !file.contains("/data/store") && !file.contains("/logs") && !file.endsWith(".part"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
