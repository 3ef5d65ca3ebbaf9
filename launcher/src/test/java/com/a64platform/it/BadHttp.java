package com.a64platform.it;

import static com.a64platform.it.RawHttp.bare;
import static com.a64platform.it.RawHttp.request;

import com.a64platform.it.BadRequests.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The part of the table that is about HTTP itself: lengths, paths, methods, and what is no HTTP. */
final class BadHttp {
    private static final String LOGIN = "POST /api/v1/auth/login";

    private final String token;
    private final List<Case> cases = new ArrayList<>();

    private BadHttp(String token) {
        this.token = token;
    }

    static List<Case> all(String token) {
        var table = new BadHttp(token);
        table.sizes();
        table.paths();
        table.methods();
        table.forms();
        return table.cases;
    }

    private void sizes() {
        add("a long body", 413, "payload-too-large", request(LOGIN).json(" ".repeat(1024 * 1024 + 1)));
        add(
                "the announcement of a long body",
                413,
                "payload-too-large",
                request(LOGIN).header("Content-Type: application/json").header("Content-Length: 9999999999"));
        var chunks = new StringBuilder();
        IntStream.range(0, 20)
                .forEach(i ->
                        chunks.append("10000\r\n").append(" ".repeat(65536)).append("\r\n"));
        add("a long body in chunks", 413, "payload-too-large", chunked(chunks + "0\r\n\r\n"));
        add("a broken chunk", 400, "malformed-request", chunked("zz\r\n\r\n"));
        add("a very long path", 414, "uri-too-long", request("GET /api/v1/" + "a".repeat(20_000)));
        add(
                "a very long header",
                431,
                "headers-too-large",
                request("GET /api/v1/users").header("X-Long: " + "a".repeat(20_000)));
    }

    private void paths() {
        for (var path : List.of(
                "/api//v1/users",
                "/api/v1/users//x",
                "/api/v1/users%2fx",
                "/api/v1/users%2Fx",
                "/api/v1/..;/users",
                "/api/v1/x/../users",
                "/api/v1/x/./users",
                "/api/v1/users/..",
                "/api/v1/%2e%2e/users",
                "/api/v1/users;a=b",
                "/api/v1/users%3ba",
                "/api/v1\\users",
                "/api/v1/%5cusers",
                "/api/v1/%252e%252e/users",
                "/api/v1/users%0d%0aX-Forged:1",
                "/api/v1/users/%ff",
                "/system/console/..;/x",
                "//health")) {
            add("the path " + path, 400, "invalid-path", signedIn("GET " + path));
        }
        for (var path : List.of("/api/v1/users%00", "/api/v1/us\0ers", "/api/v1/%zz", "/api/v1/users x")) {
            add("the path " + path.replace('\0', '?'), 400, "", signedIn("GET " + path));
        }
        for (var path :
                List.of("/", "/nothing", "/api", "/api/", "/api/v2/users", "/API/v1/users", "/api/v1/nothing")) {
            add("the unknown path " + path, 404, "not-found", signedIn("GET " + path));
        }
        add("an unknown path without a token", 401, "unauthenticated", request("GET /api/v1/nothing"));
    }

    private void methods() {
        add("DELETE of a list", 405, "method-not-allowed", signedIn("DELETE /api/v1/users"));
        add("TRACE", 405, "method-not-allowed", signedIn("TRACE /api/v1/users"));
        add("TRACE of the health", 405, "method-not-allowed", request("TRACE /health"));
        add(
                "POST to the health",
                405,
                "method-not-allowed",
                request("POST /health").body(""));
        add("an invented method", 405, "method-not-allowed", signedIn("BREW /api/v1/users"));
        add("OPTIONS of the server", 404, "not-found", request("OPTIONS *"));
        add("OPTIONS without a token", 401, "unauthenticated", request("OPTIONS /api/v1/users"));
        add("HEAD of nothing", 404, "", signedIn("HEAD /api/v1/users/nobody"));
        add(
                "a method behind the method",
                404,
                "not-found",
                signedIn("GET /api/v1/users/nobody").header("X-HTTP-Method-Override: DELETE"));
    }

    private void forms() {
        add("no HTTP", 400, "malformed-request", bare("\u0016\u0003\u0001hello"));
        add("HTTP/0.9", 505, "http-505", bare("GET /health"));
        add("a version to come", 505, "http-505", bare("GET /health HTTP/7.3").header("Host: node"));
        add("no host", 400, "malformed-request", bare("GET /health HTTP/1.1"));
        add("two hosts", 400, "malformed-request", request("GET /health").header("Host: other"));
        add(
                "a host that is none",
                400,
                "malformed-request",
                bare("GET /health HTTP/1.1").header("Host: a b"));
        add("another host's address", 400, "malformed-request", request("GET http://other/health"));
        add(
                "two lengths",
                400,
                "malformed-request",
                request(LOGIN).header("Content-Length: 1").json("{}"));
        add("a negative length", 400, "malformed-request", request(LOGIN).header("Content-Length: -1"));
        add(
                "a length and chunks",
                400,
                "malformed-request",
                chunked("0\r\n\r\n").header("Content-Length: 5"));
        add("chunks encoded once more", 400, "malformed-request", coded("chunked, gzip"));
        add("chunks under another name", 400, "malformed-request", coded("xchunked"));
        add(
                "a space before the colon",
                400,
                "malformed-request",
                request("GET /health").header("X-A : b"));
        add("a folded header", 400, "malformed-request", request("GET /health").header("X-A: b\r\n c"));
        add(
                "a header without a colon",
                400,
                "malformed-request",
                request("GET /health").header("nothing"));
    }

    private static RawHttp chunked(String chunks) {
        return request(LOGIN)
                .header("Content-Type: application/json")
                .header("Transfer-Encoding: chunked")
                .bodyOnly(chunks);
    }

    private static RawHttp coded(String encoding) {
        return request(LOGIN).header("Transfer-Encoding: " + encoding).bodyOnly("0\r\n\r\n");
    }

    private void add(String name, int status, String code, RawHttp request) {
        cases.add(new Case(name, request, status, code));
    }

    private RawHttp signedIn(String line) {
        return request(line).bearer(token);
    }
}
