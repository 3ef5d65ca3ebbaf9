package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A node with two tenants: one that has something to lose, and one whose people would like to have it. */
final class TwoTenants implements AutoCloseable {
    private static final String PASSWORD = "correct-horse-battery-7";
    private static final String FARMS = "/api/v1/farm-manager/farms";
    private static final String FARM = "{\"name\":\"Secret North\",\"areaHectares\":12.5}";
    private static final String BLOCK = "{\"name\":\"Secret Block\",\"areaHectares\":1}";
    private static final String PERMISSIONS =
            "[\"farm.view\",\"farm.create\",\"farm.edit\",\"farm.delete\",\"farm.manage_blocks\",\"hello.greet\"]";

    final PlatformProcess node;
    final Operator admin;
    /** The victim's administrator. */
    final String owner;
    /** Those who try, by what they are. */
    final Map<String, String> intruders = new LinkedHashMap<>();
    /** What stands for the names in capitals of {@link CrossTenantTries}. */
    final Map<String, String> things = new LinkedHashMap<>();

    private final Path home;

    TwoTenants(Path folder) {
        home = folder.resolve("home");
        Path registry = folder.resolve("registry");
        Publisher publisher = Publisher.trustedBy(home);
        for (ModuleJar module : List.of(WhoIsHere.in(ModuleJar.hello()), ModuleJar.farmManager())) {
            Path jar = module.writeTo(folder.resolve("made"));
            publisher.sign(jar);
            publisher.publish(registry, jar);
        }
        node = Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("MODULE_REGISTRY", registry.toUri().toString())
                .start();
        admin = new Operator(node);
        things.put("TENANT", tenant("Victim Farms"));
        things.put("MINE", tenant("Intruder Inc"));
        install("hello", things.get("TENANT"), "");
        things.put("LICENSE", installFarms(things.get("TENANT")));
        installFarms(things.get("MINE"));
        owner = people();
        documents();
    }

    /** Makes them, and answers the owner's token. */
    private String people() {
        things.put("EMAIL", "owner@victim.example");
        things.put("USER", user(things.get("EMAIL"), things.get("TENANT"), "tenant_admin"));
        user("user@intruder.example", things.get("MINE"), "user");
        user("boss@intruder.example", things.get("MINE"), "tenant_admin");
        things.put("MYSELF", user("both@intruder.example", things.get("MINE"), "tenant_admin"));
        HttpResponse<String> joined = admin.post(
                "/api/v1/tenants/" + things.get("TENANT") + "/members",
                "{\"userId\":\"" + things.get("MYSELF") + "\",\"role\":\"user\"}");
        assertThat(joined.statusCode()).as(joined.body()).isEqualTo(201);
        intruders.put(
                "a user", signIn("user@intruder.example", "").get("accessToken").asText());
        intruders.put(
                "an administrator",
                signIn("boss@intruder.example", "").get("accessToken").asText());
        intruders.put(
                "one of both",
                signIn("both@intruder.example", things.get("MINE"))
                        .get("accessToken")
                        .asText());
        JsonNode signedIn = signIn(things.get("EMAIL"), "");
        things.put("REFRESH", signedIn.get("refreshToken").asText());
        return signedIn.get("accessToken").asText();
    }

    private void documents() {
        things.put("FARM", made(node.post(FARMS, owner, FARM)));
        things.put("BLOCK", made(node.post(FARMS + "/" + things.get("FARM") + "/blocks", owner, BLOCK)));
        String tenant = things.get("TENANT");
        JsonNode installed = admin.json("/api/v1/tenants/" + tenant + "/modules");
        things.put("INSTALLATION", installed.at("/data/0/id").asText());
        things.put("OPERATION", operationsOf(tenant).get(0).get("id").asText());
    }

    /** What must not be in an answer that goes to the other tenant. */
    List<String> secrets() {
        List<String> secrets = things.entrySet().stream()
                .filter(thing -> !List.of("MINE", "MYSELF").contains(thing.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.toList());
        secrets.addAll(List.of("Victim Farms", "victim.example", "Secret North", "Secret Block"));
        return secrets;
    }

    /** All of the victim that a request of somebody else could have changed. */
    String state() {
        String tenant = things.get("TENANT");
        String farm = FARMS + "/" + things.get("FARM");
        return String.join(
                "\n",
                admin.get("/api/v1/tenants/" + tenant).body(),
                admin.get("/api/v1/users?tenantId=" + tenant).body(),
                written(admin.json("/api/v1/installations?tenantId=" + tenant)),
                written(admin.json("/api/v1/installations?tenantId=" + things.get("MINE"))),
                operationsOf(tenant).toString(),
                get(FARMS),
                get(farm),
                get(farm + "/blocks"),
                get("/api/v1/auth/me"),
                "hello answers " + node.get("/api/v1/hello/greeting", owner).statusCode());
    }

    /** On a connection of its own: a node that refuses before it has read the body may close it. */
    RawHttp.Answer send(String method, String path, String body, String token) {
        RawHttp request = RawHttp.request(method + " " + path).bearer(token);
        try {
            return (body.isEmpty() ? request.body("") : request.json(body)).send(node.port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The victim's administrator sets something that was read as this tag says. */
    HttpResponse<String> set(String path, String body, String tag) {
        return node.send(node.request(path)
                .header("Authorization", "Bearer " + owner)
                .header("Content-Type", "application/json")
                .header("If-Match", tag)
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** What becomes of one farm more of the victim's. */
    RawHttp.Answer farm(String name) {
        return send("POST", FARMS, "{\"name\":\"" + name + "\",\"areaHectares\":1}", owner);
    }

    /** How hello greets the victim's administrator. */
    String greeting() {
        return Operator.parse(get("/api/v1/hello/greeting")).get("text").asText();
    }

    /** Id of the victim's installation of a module. */
    String installationOf(String module) {
        for (JsonNode installed : admin.json("/api/v1/tenants/" + things.get("TENANT") + "/modules")
                .get("data")) {
            if (installed.get("moduleName").asText().equals(module)) {
                return installed.get("id").asText();
            }
        }
        throw new AssertionError(module + " is not installed");
    }

    /** Goes on in another tenant, and answers the token there. */
    String switched(String token, String tenant) {
        HttpResponse<String> answer =
                node.post("/api/v1/auth/switch-tenant", token, "{\"tenantId\":\"" + tenant + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Operator.parse(answer.body()).get("accessToken").asText();
    }

    JsonNode signIn(String email, String tenant) {
        HttpResponse<String> answer = node.post(
                "/api/v1/auth/login",
                "",
                "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\",\"tenantId\":\"" + tenant + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Operator.parse(answer.body());
    }

    @Override
    public void close() {
        node.close();
    }

    private String get(String path) {
        HttpResponse<String> answer = node.get(path, owner);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return answer.body();
    }

    private List<JsonNode> operationsOf(String tenant) {
        List<JsonNode> found = new ArrayList<>();
        JsonNode answer = admin.json("/api/v1/operations");
        answer.get("data").forEach(operation -> {
            if (operation.get("tenantId").asText().equals(tenant)) {
                found.add(operation);
            }
        });
        return found;
    }

    /** When each was written last; what is observed of them changes by itself. */
    private static String written(JsonNode all) {
        return all.findValuesAsText("id") + " " + all.findValuesAsText("updatedAt") + " "
                + all.findValuesAsText("desiredState");
    }

    private String tenant(String name) {
        return made(admin.post("/api/v1/tenants", "{\"name\":\"" + name + "\"}"));
    }

    private String user(String email, String tenant, String role) {
        return made(admin.post(
                "/api/v1/users",
                "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\",\"tenantId\":\"" + tenant
                        + "\",\"role\":\"" + role + "\",\"permissions\":" + PERMISSIONS + "}"));
    }

    /** Answers the license's id. */
    String installFarms(String tenant) {
        LicenseMaker license = LicenseMaker.of(home, "farm-manager");
        install("farm-manager", tenant, license.signed());
        return license.id();
    }

    void install(String module, String tenant, String license) {
        HttpResponse<String> installed = admin.waiting(
                "POST",
                "/api/v1/modules/install",
                "{\"moduleName\":\"" + module + "\",\"tenantId\":\"" + tenant + "\",\"licenseKey\":\"" + license
                        + "\"}");
        assertThat(installed.statusCode()).as(installed.body()).isEqualTo(201);
    }

    private static String made(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Operator.parse(answer.body()).get("id").asText();
    }
}
