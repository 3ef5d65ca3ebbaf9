package com.a64platform.it;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

/** The first message of a TLS client, written byte by byte: this machine's own TLS would not offer what is too old. */
record ClientHello(int version) {
    static final ClientHello TLS_1_0 = new ClientHello(0x0301);
    static final ClientHello TLS_1_1 = new ClientHello(0x0302);
    static final ClientHello TLS_1_2 = new ClientHello(0x0303);

    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int[] SUITES = {0xc02b, 0xc009, 0xc00a, 0xc013, 0x002f};
    private static final int[] EXTENSIONS = {
        0x000a,
        4,
        2,
        0x0017, // the group secp256r1
        0x000d,
        6,
        4,
        0x0403,
        0x0401 // signatures with it, and by RSA
    };
    private static final int PATIENCE_MILLIS = 20_000;

    /** {@code handshake} when the server goes on, else {@code alert} with its number. */
    String answer(String host, int port) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(record());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int type = in.readUnsignedByte();
            in.skipNBytes(4); // version and length
            int first = in.readUnsignedByte();
            return switch (type) {
                case HANDSHAKE -> "handshake";
                case ALERT -> "alert " + in.readUnsignedByte();
                default -> "record " + type + " " + first;
            };
        }
    }

    private byte[] record() throws IOException {
        byte[] hello = hello();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(HANDSHAKE);
        out.writeShort(TLS_1_0.version());
        out.writeShort(hello.length + 4);
        out.writeByte(1); // ClientHello
        out.writeByte(0);
        out.writeShort(hello.length);
        out.write(hello);
        return bytes.toByteArray();
    }

    private byte[] hello() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(version);
        out.write(new byte[32]); // as good as random here
        out.writeByte(0); // no session
        out.writeShort(2 * SUITES.length);
        for (int suite : SUITES) {
            out.writeShort(suite);
        }
        out.writeShort(0x0100); // no compression
        out.writeShort(2 * EXTENSIONS.length);
        for (int word : EXTENSIONS) {
            out.writeShort(word);
        }
        return bytes.toByteArray();
    }
}
