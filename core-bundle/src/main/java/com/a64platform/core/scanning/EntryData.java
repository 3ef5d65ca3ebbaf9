package com.a64platform.core.scanning;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The data of one entry: unpacks it piece by piece and refuses it as soon as it is not what the directory says. */
final class EntryData {
    private static final int PIECE = 64 * 1024;

    private final FileChannel file;
    private final long start;
    private final Entry entry;
    private final Budget budget;

    EntryData(FileChannel file, long start, Entry entry, Budget budget) {
        this.file = file;
        this.start = start;
        this.entry = entry;
        this.budget = budget;
    }

    /** The first four bytes, or fewer when it has fewer. */
    byte[] head() throws IOException, Refusal {
        byte[] head = new byte[4];
        try (Unpacking unpacking = new Unpacking()) {
            int read = 0;
            for (int got; read < head.length && (got = unpacking.next(head, read)) >= 0; ) {
                read += got;
            }
            return Arrays.copyOf(head, read);
        }
    }

    void copyTo(OutputStream out) throws IOException, Refusal {
        CRC32 crc = new CRC32();
        byte[] piece = new byte[PIECE];
        long size = 0;
        try (Unpacking unpacking = new Unpacking()) {
            for (int got; (got = unpacking.next(piece, 0)) >= 0; ) {
                size += got;
                if (size > entry.size()) {
                    throw lies();
                }
                budget.unpacked(got);
                crc.update(piece, 0, got);
                out.write(piece, 0, got);
            }
            if (size != entry.size() || crc.getValue() != entry.crc() || !unpacking.exhausted()) {
                throw lies();
            }
        }
    }

    private Refusal lies() {
        return new Refusal("its entry " + EntryNames.printable(entry.name())
                + " is damaged or not as large as the archive says; build or copy it again");
    }

    /** One pass over the packed bytes. */
    private final class Unpacking implements AutoCloseable {
        private final Inflater inflater = new Inflater(true);
        private final ByteBuffer packed = ByteBuffer.allocate(PIECE);
        private long taken;

        /** Reads into {@code target} from {@code offset}; how many bytes, or -1 at the end. */
        int next(byte[] target, int offset) throws IOException, Refusal {
            return entry.method() == Entry.STORED ? stored(target, offset) : inflated(target, offset);
        }

        private int stored(byte[] target, int offset) throws IOException {
            int most = (int) Math.min(target.length - offset, entry.packed() - taken);
            int got = most == 0 ? -1 : file.read(ByteBuffer.wrap(target, offset, most), start + taken);
            taken += Math.max(got, 0);
            return got;
        }

        private int inflated(byte[] target, int offset) throws IOException, Refusal {
            try {
                while (!inflater.finished()) {
                    int got = inflater.inflate(target, offset, target.length - offset);
                    if (got > 0) {
                        return got;
                    }
                    if (!inflater.finished() && (inflater.needsDictionary() || !refill())) {
                        throw lies();
                    }
                }
                return -1;
            } catch (DataFormatException e) {
                throw lies();
            }
        }

        private boolean refill() throws IOException {
            packed.clear().limit((int) Math.min(PIECE, entry.packed() - taken));
            int got = packed.hasRemaining() ? file.read(packed, start + taken) : -1;
            if (got < 0) {
                return false;
            }
            taken += got;
            inflater.setInput(packed.flip());
            return true;
        }

        /** Whether all packed bytes were needed. */
        boolean exhausted() {
            return taken == entry.packed() && inflater.getRemaining() == 0;
        }

        @Override
        public void close() {
            inflater.end();
        }
    }
}
