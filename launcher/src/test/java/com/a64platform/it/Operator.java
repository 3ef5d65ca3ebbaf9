package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.awaitility.core.ConditionFactory;

/** A node's administrator, who signs in anew when the token is used up, looks at the node and acts on it. */
final class Operator {
    static final String EMAIL = "admin@example.com";
    static final String PASSWORD = "correct-horse-battery-9";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final PlatformProcess node;
    private volatile String token = "";

    Operator(PlatformProcess node) {
        this.node = node;
    }

    /** The node's first start makes this administrator. */
    static PlatformProcess of(PlatformProcess node) {
        return node.with("A64_ADMIN_EMAIL", EMAIL).with("A64_ADMIN_PASSWORD", PASSWORD);
    }

    static ConditionFactory patiently() {
        return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
    }

    String token() {
        if (token.isEmpty()) {
            HttpResponse<String> answer = node.post(
                    "/api/v1/auth/login", "", "{\"email\":\"" + EMAIL + "\",\"password\":\"" + PASSWORD + "\"}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            token = parse(answer.body()).get("accessToken").asText();
        }
        return token;
    }

    HttpResponse<String> get(String path) {
        return node.get(path, token());
    }

    int status(String path) {
        return get(path).statusCode();
    }

    JsonNode json(String path) {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return parse(answer.body());
    }

    HttpResponse<String> post(String path, String body) {
        return node.post(path, token(), body);
    }

    /** A request with a body and {@code Prefer: wait}, so that its answer is the outcome. */
    HttpResponse<String> waiting(String method, String path, String body) {
        return node.send(node.request(path)
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=45")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    /** The caller's tenant's installation, as {@code VERSION STATE}; empty when there is none. */
    String installation(String module) {
        for (JsonNode found : listed(json("/api/v1/installations"))) {
            if (found.get("moduleName").asText().equals(module)) {
                return found.get("version").asText() + " "
                        + found.get("desiredState").asText();
            }
        }
        return "";
    }

    /** The same, with what has become of it on the node that is asked instead of what is wanted. */
    String observed(String module) {
        for (JsonNode found : listed(json("/api/v1/installations"))) {
            if (found.get("moduleName").asText().equals(module)) {
                return found.get("version").asText() + " "
                        + found.get("observed").get(0).get("state").asText();
            }
        }
        return "";
    }

    /** Names of the modules that the caller's tenant has enabled. */
    List<String> installations() {
        List<String> found = new ArrayList<>();
        listed(json("/api/v1/installations?perPage=100")).forEach(one -> {
            if (one.get("desiredState").asText().equals("ENABLED")) {
                found.add(one.get("moduleName").asText());
            }
        });
        return found;
    }

    /** Why the module is as it is, as one text. */
    String why(String module) {
        return json("/api/v1/modules/" + module + "/why").toString();
    }

    /** The loaded revisions as {@code NAME VERSION}. */
    List<String> loaded() {
        List<String> found = new ArrayList<>();
        json("/api/v1/modules/loaded")
                .forEach(one -> found.add(
                        one.get("name").asText() + " " + one.get("version").asText()));
        return found;
    }

    /** The bundles of modules that the framework holds, whether they serve or not, as {@code NAME VERSION}. */
    List<String> moduleBundles() {
        List<String> found = new ArrayList<>();
        bundles().forEach(one -> {
            if (one.get("module").asBoolean()) {
                found.add(one.get("symbolicName").asText() + " "
                        + one.get("version").asText());
            }
        });
        return found;
    }

    /** What of the platform itself would show a change: name and time of change of each of its bundles. */
    TreeSet<String> platformBundles() {
        TreeSet<String> found = new TreeSet<>();
        bundles().forEach(one -> {
            if (!one.get("module").asBoolean()) {
                found.add(one.get("symbolicName").asText() + " "
                        + one.get("lastModified").asText());
            }
        });
        return found;
    }

    /** State of the bundle of this name; empty when there is none. */
    String state(String symbolicName) {
        for (JsonNode bundle : bundles()) {
            if (bundle.get("symbolicName").asText().equals(symbolicName)) {
                return bundle.get("state").asText();
            }
        }
        return "";
    }

    JsonNode bundles() {
        return json("/api/v1/admin/system").get("bundles");
    }

    /** Waits until a path answers with a status. */
    void awaitStatus(String path, int status) {
        patiently().untilAsserted(() -> {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(status);
        });
    }

    /** Waits until an installation reads as {@code VERSION STATE}. */
    void awaitInstallation(String module, String expected) {
        patiently()
                .untilAsserted(() -> assertThat(installation(module)).as(module).isEqualTo(expected));
    }

    /** Waits for the note beside a file in deploy/ and returns its text. */
    String awaitNote(String file) {
        Path note = note(file);
        patiently().until(() -> Files.exists(note));
        try {
            return Files.readString(note);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    Path note(String file) {
        String base = file.endsWith(".jar") ? file.substring(0, file.length() - 4) : file;
        return node.deploy().resolve(base + ".refused.txt");
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("No JSON: " + json, e);
        }
    }

    private static JsonNode listed(JsonNode answer) {
        return answer.has("data") ? answer.get("data") : answer;
    }
}
