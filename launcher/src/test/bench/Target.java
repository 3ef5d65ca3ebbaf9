import java.nio.charset.StandardCharsets;

/**
 * What a load asks for, again and again.
 *
 * @param request the bytes on the wire
 */
record Target(int port, byte[] request) {
    /** @param token empty for a request without one */
    static Target get(int port, String path, String token) {
        var authorization = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        var request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + authorization + "\r\n";
        return new Target(port, request.getBytes(StandardCharsets.US_ASCII));
    }

    /** @param json of characters of ASCII */
    static Target post(int port, String path, String token, String json) {
        var request = "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
        return new Target(port, request.getBytes(StandardCharsets.US_ASCII));
    }
}
