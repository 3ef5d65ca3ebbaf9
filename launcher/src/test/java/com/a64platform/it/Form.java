package com.a64platform.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A multipart/form-data body, written by hand so that it can be wrong. */
final class Form {
    static final String BOUNDARY = "a64-it-boundary";
    static final String TYPE = "multipart/form-data; boundary=" + BOUNDARY;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    Form field(String name, String value) {
        return part("form-data; name=\"" + name + "\"", value.getBytes(StandardCharsets.UTF_8));
    }

    Form file(String name, String fileName, byte[] content) {
        return part("form-data; name=\"" + name + "\"; filename=\"" + fileName + "\"", content);
    }

    Form file(String name, Path file) {
        try {
            return file(name, file.getFileName().toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A module's JAR with the signature beside it. */
    static Form of(Path jar) {
        return new Form().file("package", jar).file("signature", jar.resolveSibling(jar.getFileName() + ".sig"));
    }

    byte[] bytes() {
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(body.toByteArray());
        whole.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return whole.toByteArray();
    }

    /** Sends it and waits for the outcome; an empty token sends none. */
    HttpResponse<String> to(PlatformProcess node, String token) {
        HttpRequest.Builder request = node.request("/api/v1/modules/install")
                .header("Content-Type", TYPE)
                .header("Prefer", "wait=60")
                .POST(BodyPublishers.ofByteArray(bytes()));
        return node.send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    private Form part(String disposition, byte[] content) {
        body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: " + disposition + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return this;
    }
}
