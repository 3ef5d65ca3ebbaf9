package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A node's first user, signed in, as a client of its API. */
final class Administrator {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EMAIL = "root@farm.example";
    private static final String PASSWORD = "correct-horse-battery-staple";

    private final PlatformProcess node;
    private final URI address;
    private final String token;

    private Administrator(PlatformProcess node, URI address) {
        this.node = node;
        this.address = address;
        Answer answer = answer(node.send(HttpRequest.newBuilder(address.resolve("/api/v1/auth/login"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"email\":\"" + EMAIL + "\",\"password\":\"" + PASSWORD + "\"}"))));
        assertThat(answer.status()).as("signing in: %s", answer.json()).isEqualTo(200);
        this.token = answer.json().get("accessToken").asText();
    }

    /** Gives the node to be started the account that {@link #of} signs in with. */
    static PlatformProcess prepare(PlatformProcess node) {
        return node.with("A64_ADMIN_EMAIL", EMAIL).with("A64_ADMIN_PASSWORD", PASSWORD);
    }

    static Administrator of(PlatformProcess node) {
        return new Administrator(node, node.url());
    }

    /** Reaches the node at another address, such as a proxy's. */
    static Administrator of(PlatformProcess node, URI address) {
        return new Administrator(node, address);
    }

    String token() {
        return token;
    }

    Answer get(String path) {
        return call("GET", path, "");
    }

    /** @param body JSON; empty for none */
    Answer call(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        return answer(node.send(body.isEmpty() ? request : request.header("Content-Type", "application/json")));
    }

    private static Answer answer(HttpResponse<String> response) {
        try {
            return new Answer(response.statusCode(), JSON.readTree(response.body()));
        } catch (JsonProcessingException notJson) {
            throw new AssertionError(response.statusCode() + " " + response.body(), notJson);
        }
    }

    record Answer(int status, JsonNode json) {
        String text(String pointer) {
            return json.at(pointer).asText();
        }
    }
}
