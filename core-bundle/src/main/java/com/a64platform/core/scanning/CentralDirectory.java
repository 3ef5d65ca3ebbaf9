package com.a64platform.core.scanning;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Reads an archive's directory and holds every entry against its own header, so that a reader that goes by the one and a
 * reader that goes by the other see the same archive (APPNOTE.TXT 4.3). Stricter than the JDK: a short
 * comment at most, no bytes in front, behind or in between, no ZIP64, one disk.
 */
final class CentralDirectory {
    private static final int END = 0x06054b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int END_LENGTH = 22;
    private static final int CENTRAL_LENGTH = 46;
    private static final int LOCAL_LENGTH = 30;
    private static final int MAX_COMMENT = 255;
    private static final int MAX_BYTES = 8 * 1024 * 1024;

    private final FileChannel file;
    private final long length;

    /** The entry before the one that is being checked; null at the first. */
    private Entry previous;

    CentralDirectory(FileChannel file) throws IOException {
        this.file = file;
        this.length = file.size();
    }

    /** The entries in the order of their data, every one checked. */
    List<Entry> read(Budget budget, EntryNames names) throws IOException, Refusal {
        if (length == 0) {
            throw new Refusal("it is an empty file; copy it again");
        }
        if (length < END_LENGTH) {
            throw noZip();
        }
        long endAt = end();
        ByteBuffer end = at(endAt, END_LENGTH);
        int count = Short.toUnsignedInt(end.getShort(10));
        long size = Integer.toUnsignedLong(end.getInt(12));
        long start = Integer.toUnsignedLong(end.getInt(16));
        if (end.getInt(4) != 0
                || Short.toUnsignedInt(end.getShort(8)) != count
                || size > MAX_BYTES
                || start + size != endAt) {
            throw noZip();
        }
        budget.entries(count);
        List<Entry> entries = entries(at(start, (int) size), count, names);
        entries.sort(Comparator.comparingLong(Entry::offset));
        long next = 0;
        for (Entry entry : entries) {
            next = behind(entry, next);
        }
        if (next != start && !descriptorBetween(entries.get(entries.size() - 1), next, start)) {
            throw hidden();
        }
        return entries;
    }

    /** Where the directory's end record is: before the comment, which is the rest of the file. */
    private long end() throws IOException, Refusal {
        int tail = (int) Math.min(length, END_LENGTH + MAX_COMMENT);
        ByteBuffer last = at(length - tail, tail);
        for (int comment = 0; comment <= tail - END_LENGTH; comment++) {
            int at = tail - END_LENGTH - comment;
            if (last.getInt(at) == END && Short.toUnsignedInt(last.getShort(at + 20)) == comment) {
                return length - tail + at;
            }
        }
        throw noZip();
    }

    private static List<Entry> entries(ByteBuffer directory, int count, EntryNames names) throws Refusal {
        List<Entry> entries = new ArrayList<>();

        for (int i = 0; i < count; i++) {
            Entry entry = entry(directory);
            names.check(entry.name());
            entry.check();
            entries.add(entry);
        }
        if (directory.hasRemaining() || entries.isEmpty()) {
            throw noZip();
        }
        return entries;
    }

    private static Entry entry(ByteBuffer in) throws Refusal {
        int at = in.position();
        if (in.remaining() < CENTRAL_LENGTH || in.getInt(at) != CENTRAL) {
            throw noZip();
        }
        byte[] name = new byte[Short.toUnsignedInt(in.getShort(at + 28))];
        int rest = Short.toUnsignedInt(in.getShort(at + 30)) + Short.toUnsignedInt(in.getShort(at + 32));
        if (in.remaining() < CENTRAL_LENGTH + name.length + rest) {
            throw noZip();
        }
        in.position(at + CENTRAL_LENGTH).get(name).position(in.position() + rest);
        return new Entry(
                text(name),
                name,
                Short.toUnsignedInt(in.getShort(at + 8)),
                Short.toUnsignedInt(in.getShort(at + 10)),
                Integer.toUnsignedLong(in.getInt(at + 16)),
                Integer.toUnsignedLong(in.getInt(at + 20)),
                Integer.toUnsignedLong(in.getInt(at + 24)),
                Integer.toUnsignedLong(in.getInt(at + 38)),
                Integer.toUnsignedLong(in.getInt(at + 42)));
    }

    private static String text(byte[] name) throws Refusal {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refusal("the name of an entry is not UTF-8; build it with UTF-8 names");
        }
    }

    /** Checks an entry's own header, which must follow what was before it, and returns where its data ends. */
    private long behind(Entry entry, long next) throws IOException, Refusal {
        if (entry.offset() < next || entry.offset() + LOCAL_LENGTH > length) {
            throw differs(entry);
        }
        ByteBuffer header = at(entry.offset(), LOCAL_LENGTH);
        int name = Short.toUnsignedInt(header.getShort(26));
        if (header.getInt(0) != LOCAL || !sameFacts(header, entry) || name != entry.rawName().length) {
            throw differs(entry);
        }
        long data = dataStart(entry);
        if (data + entry.packed() > length
                || !Arrays.equals(at(entry.offset() + LOCAL_LENGTH, name).array(), entry.rawName())) {
            throw differs(entry);
        }
        return gapFree(entry, next, data + entry.packed());
    }

    private long gapFree(Entry entry, long next, long end) throws IOException, Refusal {
        boolean follows =
                entry.offset() == next || (previous != null && descriptorBetween(previous, next, entry.offset()));
        previous = entry;
        if (!follows) {
            throw hidden();
        }
        return end;
    }

    /** Where the packed bytes of an entry begin. */
    long dataStart(Entry entry) throws IOException, Refusal {
        ByteBuffer lengths = at(entry.offset() + 26, 4);
        return entry.offset()
                + LOCAL_LENGTH
                + Short.toUnsignedInt(lengths.getShort(0))
                + Short.toUnsignedInt(lengths.getShort(2));
    }

    private static boolean sameFacts(ByteBuffer header, Entry entry) {
        boolean kind = Short.toUnsignedInt(header.getShort(6)) == entry.flags()
                && Short.toUnsignedInt(header.getShort(8)) == entry.method();
        return kind
                && (entry.descriptorFollows()
                        || (Integer.toUnsignedLong(header.getInt(14)) == entry.crc()
                                && Integer.toUnsignedLong(header.getInt(18)) == entry.packed()
                                && Integer.toUnsignedLong(header.getInt(22)) == entry.size()));
    }

    /** A data descriptor of 12 bytes, or 16 with its signature, is all that may stand between two entries. */
    private static boolean descriptorBetween(Entry entry, long from, long to) {
        return entry.descriptorFollows() && (to - from == 12 || to - from == 16);
    }

    private ByteBuffer at(long position, int count) throws IOException, Refusal {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw noZip();
            }
        }
        return buffer.flip();
    }

    private static Refusal noZip() {
        return new Refusal("it is not a plain ZIP archive, or it is cut short; build or copy it again");
    }

    private static Refusal hidden() {
        return new Refusal("it hides bytes between its entries; build it again with an ordinary tool");
    }

    private static Refusal differs(Entry entry) {
        return new Refusal("its entry " + EntryNames.printable(entry.name())
                + " overlaps another or differs from the archive's directory; build it again with an ordinary tool");
    }
}
