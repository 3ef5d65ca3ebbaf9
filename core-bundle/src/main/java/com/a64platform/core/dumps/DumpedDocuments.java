package com.a64platform.core.dumps;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.ZipException;

/** The documents of one member, counted and hashed while they are read. */
final class DumpedDocuments implements DocumentSource {
    private static final int SMALLEST = 5;
    /** 16 MiB is what a store takes, and it allows itself a little more. */
    private static final int LARGEST = 16 * 1024 * 1024 + 16 * 1024;

    private static final int LENGTH_BYTES = 4;

    private final InputStream in;
    private final DumpedCollection expected;
    private final Tally tally = new Tally();

    DumpedDocuments(InputStream in, DumpedCollection expected) {
        this.in = in;
        this.expected = expected;
    }

    @Override
    public Optional<byte[]> next() throws IOException {
        try {
            var head = in.readNBytes(LENGTH_BYTES);
            if (head.length == 0) {
                in.close();
                requireAll();
                return Optional.empty();
            }
            var document = document(head);
            tally.accept(document);
            if (tally.documents() > expected.documents() || tally.bytes() > expected.bytes()) {
                throw damaged();
            }
            return Optional.of(document);
        } catch (ZipException | EOFException broken) {
            throw damaged();
        }
    }

    private byte[] document(byte[] head) throws IOException {
        if (head.length < LENGTH_BYTES) {
            throw damaged();
        }
        int length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (length < SMALLEST || length > LARGEST) {
            throw damaged();
        }
        var rest = in.readNBytes(length - LENGTH_BYTES);
        if (rest.length < length - LENGTH_BYTES) {
            throw damaged();
        }
        return ByteBuffer.allocate(length).put(head).put(rest).array();
    }

    private void requireAll() {
        if (tally.documents() != expected.documents()
                || tally.bytes() != expected.bytes()
                || !tally.content().equals(expected.content())
                || !tally.sha256().equals(expected.sha256())) {
            throw damaged();
        }
    }

    private RuntimeException damaged() {
        return DumpFile.damaged("the documents of " + expected.name() + " are not those that its manifest counts");
    }
}
