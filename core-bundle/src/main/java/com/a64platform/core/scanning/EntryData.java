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
    private static final int HEAD = 4;

    private final FileChannel file;
    private final long start;
    private final Entry entry;
    private final Budget budget;
    private final Buffers buffers;

    /** Packed bytes that were read. */
    private long taken;

    /** Unpacked bytes of the piece that is looked at. */
    private int filled;

    private boolean ended;

    /** @param buffers used until this entry's data is read */
    EntryData(FileChannel file, long start, Entry entry, Budget budget, Buffers buffers) {
        this.file = file;
        this.start = start;
        this.entry = entry;
        this.budget = budget;
        this.buffers = buffers.reset();
    }

    /** The first four bytes, or fewer when it has fewer. Asked once, before the rest. */
    byte[] head() throws IOException, Refusal {
        fill(HEAD);
        return Arrays.copyOf(buffers.piece, Math.min(filled, HEAD));
    }

    /** Everything, the head included. */
    void copyTo(OutputStream out) throws IOException, Refusal {
        CRC32 crc = new CRC32();
        long size = 0;
        for (fill(1); filled > 0; fill(1)) {
            size += filled;
            if (size > entry.size()) {
                throw lies();
            }
            budget.unpacked(filled);
            crc.update(buffers.piece, 0, filled);
            out.write(buffers.piece, 0, filled);
            filled = 0;
        }
        if (size != entry.size() || crc.getValue() != entry.crc() || !exhausted()) {
            throw lies();
        }
    }

    /** Unpacks until the piece has so many bytes or there are no more. */
    private void fill(int wanted) throws IOException, Refusal {
        while (filled < wanted && !ended) {
            int got = entry.method() == Entry.STORED ? stored() : inflated();
            ended = got < 0;
            filled += Math.max(got, 0);
        }
    }

    private int stored() throws IOException {
        int most = (int) Math.min(PIECE - filled, entry.packed() - taken);
        int got = most == 0 ? -1 : file.read(ByteBuffer.wrap(buffers.piece, filled, most), start + taken);
        taken += Math.max(got, 0);
        return got;
    }

    private int inflated() throws IOException, Refusal {
        Inflater inflater = buffers.inflater;
        try {
            while (!inflater.finished()) {
                int got = inflater.inflate(buffers.piece, filled, PIECE - filled);
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
        ByteBuffer packed = buffers.packed.clear().limit((int) Math.min(PIECE, entry.packed() - taken));
        int got = packed.hasRemaining() ? file.read(packed, start + taken) : -1;
        if (got < 0) {
            return false;
        }
        taken += got;
        buffers.inflater.setInput(packed.flip());
        return true;
    }

    /** Whether all packed bytes were needed. */
    private boolean exhausted() {
        return taken == entry.packed() && buffers.inflater.getRemaining() == 0;
    }

    private Refusal lies() {
        return new Refusal("its entry " + EntryNames.printable(entry.name())
                + " is damaged or not as large as the archive says; build or copy it again");
    }

    /** What reading needs, for one entry after the other. */
    static final class Buffers implements AutoCloseable {
        private final Inflater inflater = new Inflater(true);
        private final ByteBuffer packed = ByteBuffer.allocateDirect(PIECE);
        private final byte[] piece = new byte[PIECE];

        private Buffers reset() {
            inflater.reset();
            return this;
        }

        @Override
        public void close() {
            inflater.end();
        }
    }
}
