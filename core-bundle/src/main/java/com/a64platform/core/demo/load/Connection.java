package com.a64platform.core.demo.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One keep-alive HTTP/1.1 connection that repeats nothing: clients made for use send a request again when a connection
 * breaks, and would hide what the demo counts. Used by one thread.
 */
final class Connection implements AutoCloseable {
    private static final int LONGEST_LINE = 8192;

    private final Socket socket;
    private final InputStream in;
    private final String headers;

    Connection(URI platform, String authorization) throws IOException {
        socket = new Socket(platform.getHost(), platform.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = new BufferedInputStream(socket.getInputStream());
        headers = " HTTP/1.1\r\nHost: " + platform.getAuthority() + "\r\nAuthorization: " + authorization + "\r\n\r\n";
    }

    record Reply(int status, String body) {}

    Reply get(String path) throws IOException {
        socket.getOutputStream().write(("GET " + path + headers).getBytes(StandardCharsets.US_ASCII));
        int status = Integer.parseInt(line().split(" ")[1]);
        int length = 0;
        boolean chunked = false;
        for (var line = line(); !line.isEmpty(); line = line()) {
            var header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
            chunked |= header.startsWith("transfer-encoding:") && header.endsWith("chunked");
        }
        return new Reply(status, new String(chunked ? chunks() : bytes(length), StandardCharsets.UTF_8));
    }

    private byte[] chunks() throws IOException {
        var whole = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            whole.write(bytes(size));
            line();
        }
        line();
        return whole.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().split(";")[0].strip(), 16);
    }

    private byte[] bytes(int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The connection ended inside an answer");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() > LONGEST_LINE) {
                throw new EOFException("The connection ended before an answer");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
