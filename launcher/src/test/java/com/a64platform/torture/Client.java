package com.a64platform.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Somebody, mostly the administrator, as a client of the node's API. A token outlives kills; one that is over is replaced. Thread-safe. */
final class Client {
    static final String ADMIN = "torture@example.com";
    static final String PASSWORD = "nothing-acknowledged-is-lost";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String WAITING = "wait=45";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI url;
    private final String email;
    private volatile String token = "";

    Client(int port, String email) {
        this.url = URI.create("http://127.0.0.1:" + port);
        this.email = email;
    }

    static String json(Map<String, String> members) {
        return JSON.valueToTree(members).toString();
    }

    /** What was answered. */
    record Answer(int status, JsonNode json) {
        boolean good() {
            return status >= 200 && status < 300;
        }

        /** The kind of a problem, or the status. */
        String kind() {
            String type = json.path("type").asText("");
            return type.isEmpty() ? String.valueOf(status) : type.substring(type.lastIndexOf(':') + 1);
        }
    }

    /** Whether the node serves requests. */
    boolean ready() {
        try {
            return send("GET", "/health/ready", "", "", "").status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    Answer get(String path) throws IOException {
        return call("GET", path, "");
    }

    /** The JSON at a path that has to be there. */
    JsonNode read(String path) throws IOException {
        Answer answer = get(path);
        if (!answer.good()) {
            throw new IOException("GET " + path + " answered " + answer);
        }
        return answer.json();
    }

    /** Waits for the outcome where the operation lets it. */
    Answer call(String method, String path, String body) throws IOException {
        return signedIn(method, path, body, WAITING);
    }

    /** Does not wait for the outcome. */
    Answer begin(String method, String path, String body) throws IOException {
        return signedIn(method, path, body, "");
    }

    private Answer signedIn(String method, String path, String body, String prefer) throws IOException {
        Answer answer = send(method, path, body, token(), prefer);
        if (answer.status() == 401) {
            token = "";
            answer = send(method, path, body, token(), prefer);
        }
        return answer;
    }

    private synchronized String token() throws IOException {
        if (token.isEmpty()) {
            String login = json(Map.of("email", email, "password", PASSWORD));
            Answer answer = send("POST", "/api/v1/auth/login", login, "", "");
            if (answer.status() != 200) {
                throw new IOException("Signing in answered " + answer);
            }
            token = answer.json().path("accessToken").asText();
        }
        return token;
    }

    private Answer send(String method, String path, String body, String bearer, String prefer) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!bearer.isEmpty()) {
            request.header("Authorization", "Bearer " + bearer);
        }
        if (!prefer.isEmpty()) {
            request.header("Prefer", prefer);
        }
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    answer.statusCode(),
                    answer.body().length == 0 ? MissingNode.getInstance() : JSON.readTree(answer.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
