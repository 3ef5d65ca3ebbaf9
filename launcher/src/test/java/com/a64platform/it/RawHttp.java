package com.a64platform.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A request as bytes, for what no client of HTTP would send, and the answer to it. */
final class RawHttp {
    private static final int PATIENCE_MILLIS = 20_000;

    private final String line;
    private final List<String> headers = new ArrayList<>(List.of("Host: node"));
    private String body = "";

    private RawHttp(String line) {
        this.line = line;
    }

    /** @param line method and path, as {@code GET /api} */
    static RawHttp request(String line) {
        return new RawHttp(line + " HTTP/1.1");
    }

    /** A request without a line of headers that was not asked for. */
    static RawHttp bare(String firstLine) {
        var request = new RawHttp(firstLine);
        request.headers.clear();
        return request;
    }

    RawHttp header(String text) {
        headers.add(text);
        return this;
    }

    RawHttp bearer(String token) {
        return header("Authorization: Bearer " + token);
    }

    RawHttp json(String text) {
        return header("Content-Type: application/json").body(text);
    }

    /** Adds the length, too. */
    RawHttp body(String text) {
        header("Content-Length: " + text.length());
        return bodyOnly(text);
    }

    /** What follows the headers, whatever they say about it. */
    RawHttp bodyOnly(String text) {
        body = text;
        return this;
    }

    /** Sends and reads what comes until the node closes. */
    Answer send(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            write(socket.getOutputStream());
            return Answer.parse(read(socket));
        }
    }

    /** A node that has refused may close before all was sent; what it said counts. */
    private void write(OutputStream out) throws IOException {
        var head = new StringBuilder(line).append("\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        head.append("Connection: close\r\n\r\n");
        try {
            out.write((head + body).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        } catch (SocketException closed) {
            if (body.isEmpty()) {
                throw closed;
            }
        }
    }

    private static String read(Socket socket) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (SocketException reset) {
            if (bytes.size() == 0) {
                throw reset;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** @param headers by their names in lower case */
    record Answer(int status, Map<String, String> headers, String body) {
        static Answer parse(String text) {
            int end = text.indexOf("\r\n\r\n");
            var lines = text.substring(0, end).split("\r\n");
            Map<String, String> headers = new TreeMap<>();
            for (int i = 1; i < lines.length; i++) {
                var colon = lines[i].indexOf(':');
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
            var body = text.substring(end + 4);
            boolean chunked = "chunked".equals(headers.get("transfer-encoding"));
            return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, chunked ? joined(body) : body);
        }

        private static String joined(String chunks) {
            var whole = new StringBuilder();
            int at = 0;
            while (at < chunks.length()) {
                int end = chunks.indexOf("\r\n", at);
                int length = Integer.parseInt(chunks.substring(at, end), 16);
                whole.append(chunks, end + 2, end + 2 + length);
                at = end + 2 + length + 2;
            }
            return whole.toString();
        }
    }
}
