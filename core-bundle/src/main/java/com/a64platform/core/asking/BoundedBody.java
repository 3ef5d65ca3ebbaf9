package com.a64platform.core.asking;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Takes the body of an answer up to a size; what writes more is stopped. */
final class BoundedBody extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int most;
    private boolean exceeded;

    BoundedBody(int most) {
        this.most = most;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        if (bytes.size() + length > most) {
            exceeded = true;
            throw tooLarge();
        }
        bytes.write(from, offset, length);
    }

    /** @throws IOException when somebody wrote more */
    String text() throws IOException {
        if (exceeded) {
            throw tooLarge();
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private IOException tooLarge() {
        return new IOException("it is larger than " + most + " bytes");
    }
}
