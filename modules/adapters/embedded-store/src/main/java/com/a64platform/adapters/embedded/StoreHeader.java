package com.a64platform.adapters.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.h2.mvstore.DataUtils;

/**
 * The header of the data file, two copies that name the newest commit. The engine writes it together with the commit; when
 * the power goes before both are forced, it may name a commit that is not there. The engine then looks for another and is
 * content with an older one that stands at the end of the file, although a newer one was forced. So before the engine opens
 * a file that was not closed, the header is made to name the newest commit that is whole.
 */
final class StoreHeader {
    private static final int BLOCK = 4096;
    private static final int HEADERS = 2;
    private static final int FOOTER = 128;
    private static final String CHECK = "fletcher";
    private static final String CLEAN = "clean";

    private final FileChannel file;
    private final long blocks;

    private StoreHeader(FileChannel file) throws IOException {
        this.file = file;
        this.blocks = file.size() / BLOCK;
    }

    /** Nothing happens when the file was closed in order, is in use, or is none: the engine says what is wrong with it. */
    static void correct(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            if (lock != null) {
                new StoreHeader(file).correct();
            }
        } catch (OverlappingFileLockException inUse) {
            // opening it says so
        }
    }

    private void correct() throws IOException {
        Optional<Map<String, String>> first = checked(read(0, BLOCK));
        Optional<Map<String, String>> second = checked(read(BLOCK, BLOCK));
        boolean closed =
                first.isPresent() && first.equals(second) && first.get().containsKey(CLEAN);
        Optional<Map<String, String>> header = first.or(() -> second);
        Optional<Commit> newest = header.isEmpty() || closed ? Optional.empty() : newestWhole();
        if (newest.isPresent()) {
            write(header.get(), newest.get());
        }
    }

    /** A commit as its first and its last block both describe it. Numbers in hex, as they stand there. */
    private record Commit(String id, String version, long block) {
        boolean newerThan(Commit other) {
            return Long.parseLong(version, 16) > Long.parseLong(other.version, 16);
        }
    }

    private Optional<Commit> newestWhole() throws IOException {
        Optional<Commit> newest = Optional.empty();
        for (long end = HEADERS + 1; end <= blocks; end++) {
            Optional<Commit> commit = endingAt(end);
            if (commit.isPresent()
                    && newest.filter(known -> !commit.get().newerThan(known)).isEmpty()) {
                newest = commit;
            }
        }
        return newest;
    }

    private Optional<Commit> endingAt(long end) throws IOException {
        Optional<Map<String, String>> footer = checked(read(end * BLOCK - FOOTER, FOOTER));
        if (footer.isEmpty() || !footer.get().keySet().containsAll(List.of("chunk", "len", "version"))) {
            return Optional.empty();
        }
        Map<String, String> said = footer.get();
        long start = end - Long.parseLong(said.get("len"), 16);
        if (start < HEADERS) {
            return Optional.empty();
        }
        Map<String, String> beginning =
                members(text(read(start * BLOCK, FOOTER)).split("\n")[0]);
        boolean whole =
                said.entrySet().stream().allMatch(member -> member.getValue().equals(beginning.get(member.getKey())));
        return whole ? Optional.of(new Commit(said.get("chunk"), said.get("version"), start)) : Optional.empty();
    }

    private void write(Map<String, String> header, Commit newest) throws IOException {
        HashMap<String, String> corrected = new HashMap<>(header);
        corrected.remove(CLEAN);
        corrected.put("chunk", newest.id());
        corrected.put("version", newest.version());
        corrected.put("block", Long.toHexString(newest.block()));
        StringBuilder line = DataUtils.appendMap(new StringBuilder(), corrected);
        byte[] said = line.toString().getBytes(StandardCharsets.ISO_8859_1);
        DataUtils.appendMap(line, CHECK, DataUtils.getFletcher32(said, 0, said.length));
        ByteBuffer both = ByteBuffer.allocate(HEADERS * BLOCK);
        for (int copy = 0; copy < HEADERS; copy++) {
            both.position(copy * BLOCK).put((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        both.rewind();
        while (both.hasRemaining()) {
            file.write(both, both.position());
        }
        file.force(true);
    }

    /** The members of a line that carries its checksum; empty when that does not hold. */
    private static Optional<Map<String, String>> checked(byte[] bytes) {
        String line = text(bytes).strip();
        int check = line.lastIndexOf("," + CHECK + ":");
        if (check < 0) {
            return Optional.empty();
        }
        byte[] said = line.substring(0, check).getBytes(StandardCharsets.ISO_8859_1);
        String sum = Integer.toHexString(DataUtils.getFletcher32(said, 0, said.length));
        return line.substring(check + CHECK.length() + 2).equals(sum)
                ? Optional.of(members(line.substring(0, check)))
                : Optional.empty();
    }

    private static Map<String, String> members(String line) {
        Map<String, String> members = new LinkedHashMap<>();
        for (String member : line.strip().split(",")) {
            int colon = member.indexOf(':');
            if (colon > 0) {
                members.put(member.substring(0, colon), member.substring(colon + 1));
            }
        }
        return members;
    }

    private byte[] read(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        int count = 0;
        while (bytes.hasRemaining() && count >= 0) {
            count = file.read(bytes, position + bytes.position());
        }
        return bytes.array();
    }

    private static String text(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    }
}
