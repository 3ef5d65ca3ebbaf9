package com.a64platform.core.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** The platform's API as one user sees it. Immutable. */
final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String EVENT_DATA = "data:";

    private final HttpClient client;
    private final URI url;
    private final String token;

    private Api(HttpClient client, URI url, String token) {
        this.client = client;
        this.url = url;
        this.token = token;
    }

    /** Without a token. */
    static Api at(URI url) {
        return new Api(
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), url, "");
    }

    /** The same platform, signed in. */
    Api signIn(String email, String password) throws IOException, InterruptedException {
        var answer = post("/api/v1/auth/login", Map.of("email", email, "password", password));
        return new Api(client, url, answer.expect(200).text("accessToken"));
    }

    /** Without a body and a platform that may not be there yet: the status, or 0. */
    int status(String path) throws InterruptedException {
        try {
            return get(path).status();
        } catch (IOException notYet) {
            return 0;
        }
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, BodyPublishers.noBody());
    }

    Answer post(String path, Map<String, Object> body) throws IOException, InterruptedException {
        return send("POST", path, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }

    /** Reads server-sent events and hands over each one's data, until the stream ends. */
    void events(String path, Consumer<JsonNode> each) throws IOException, InterruptedException {
        var request = request(path).header("Accept", "text/event-stream").build();
        var answer = client.send(request, BodyHandlers.ofLines());
        NotHeld.unless(answer.statusCode() == 200, "GET " + path + " answered " + answer.statusCode() + ".");
        try (var lines = answer.body()) {
            var data = lines.filter(line -> line.startsWith(EVENT_DATA)).iterator();
            while (data.hasNext()) {
                each.accept(JSON.readTree(data.next().substring(EVENT_DATA.length())));
            }
        }
    }

    /** The header that signs a request, for a client that writes its own. */
    String authorization() {
        return "Bearer " + token;
    }

    private Answer send(String method, String path, BodyPublisher body) throws IOException, InterruptedException {
        var request = request(path)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        var answer = client.send(request, BodyHandlers.ofByteArray());
        return new Answer(method + " " + path, answer.statusCode(), read(answer.body()));
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(url.resolve(path)).timeout(PATIENCE);
        return token.isEmpty() ? request : request.header("Authorization", authorization());
    }

    private static JsonNode read(byte[] body) throws IOException {
        return body.length == 0 ? MissingNode.getInstance() : JSON.readTree(new String(body, StandardCharsets.UTF_8));
    }

    /** Never the token. */
    @Override
    public String toString() {
        return "Api[" + url + "]";
    }
}
