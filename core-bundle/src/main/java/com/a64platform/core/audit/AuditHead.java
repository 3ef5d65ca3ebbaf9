package com.a64platform.core.audit;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MacKey;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where this node's chain ends, in a file of the home under a MAC: a log that was cut off, dropped or put back to an older
 * state ends somewhere else.
 *
 * <p>It is written after each entry and so is never ahead of the log. The file has two places that are written in turn: a
 * torn write leaves the other. It is forced to disk once a second at most, because a second force for each entry would make
 * writing the log twice as slow; a killed process loses nothing of it, a power loss leaves a head that lags. Not thread-safe.
 */
public final class AuditHead implements AutoCloseable {
    private static final int PLACE = 512;
    private static final int MAC = 32;
    private static final long FORCE_NANOS = 1_000_000_000L;
    private static final Set<String> MEMBERS = Set.of("node", "seq", "hash", "closed");

    private final Path file;
    private final MacKey key;
    private Optional<FileChannel> channel = Optional.empty();
    private Optional<End> written = Optional.empty();
    private long writes;
    private long forcedAt = System.nanoTime() - FORCE_NANOS;

    /** The head of a home, read when {@link #read} is called and made by the first {@link #advance}. */
    public AuditHead(Home home) {
        this.file = home.data().resolve("audit-head");
        this.key = MacKey.loadOrCreate(folder(home.keys()).resolve("audit.mac"));
    }

    /**
     * The end of a chain.
     *
     * @param closed whether the node ended in order after it, so that nothing can have been written since
     */
    record End(String node, long seq, String hash, boolean closed) {
        static End at(ChainedEntry entry) {
            return new End(entry.node(), entry.seq(), entry.hash(), false);
        }
    }

    /** The head cannot be believed. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        Damaged() {
            super("the home's record of where its log ends was damaged or written by somebody else");
        }
    }

    /** @return empty when there is no file */
    Optional<End> read() throws Damaged {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        var content = content();
        return Optional.of(Stream.of(place(content, 0), place(content, 1))
                .flatMap(Optional::stream)
                .max(Comparator.comparingLong(End::seq).thenComparing(End::closed))
                .orElseThrow(Damaged::new));
    }

    /** From now on the chain ends here. */
    void advance(End end) {
        try {
            if (channel.isEmpty()) {
                create(end);
            } else {
                write(end, channel.get());
            }
            written = Optional.of(end);
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " cannot be written; check the disk", e);
        }
    }

    /** Notes that nothing more is written, so that whatever is found after it is not this node's. */
    @Override
    public void close() throws IOException {
        if (written.isPresent() && channel.isPresent()) {
            var end = written.get();
            write(new End(end.node(), end.seq(), end.hash(), true), channel.get());
            channel.get().force(false);
            channel.get().close();
            channel = Optional.empty();
        }
    }

    /** The first write of a process replaces the file, whatever it was; after that its two places are written in turn. */
    private void create(End end) throws IOException {
        new PrivateFile(file).write(Arrays.copyOf(bytes(end), 2 * PLACE));
        channel = Optional.of(FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        writes = 1;
    }

    private void write(End end, FileChannel to) throws IOException {
        var place = ByteBuffer.wrap(bytes(end));
        long position = (writes++ % 2) * PLACE;
        while (place.hasRemaining()) {
            to.write(place, position + place.position());
        }
        if (System.nanoTime() - forcedAt >= FORCE_NANOS) {
            to.force(false);
            forcedAt = System.nanoTime();
        }
    }

    private byte[] content() throws Damaged {
        try {
            return new PrivateFile(file).read().orElse(new byte[0]);
        } catch (PrivateFile.Exposed exposed) {
            throw new Damaged();
        }
    }

    private Optional<End> place(byte[] content, int index) {
        if (content.length != 2 * PLACE) {
            return Optional.empty();
        }
        var place = Arrays.copyOfRange(content, index * PLACE, (index + 1) * PLACE);
        int length = ((place[MAC] & 0xff) << 8) | (place[MAC + 1] & 0xff);
        if (length > PLACE - MAC - 2) {
            return Optional.empty();
        }
        var body = Arrays.copyOfRange(place, MAC + 2, MAC + 2 + length);
        return key.made(Arrays.copyOf(place, MAC), body) ? Optional.of(parsed(body)) : Optional.empty();
    }

    private static End parsed(byte[] body) {
        try {
            JsonMembers members = StrictJson.read(body, MEMBERS);
            return new End(members.text("node"), members.number("seq"), members.text("hash"), members.flag("closed"));
        } catch (MalformedDocumentException e) {
            throw new IllegalStateException("The audit log's head cannot be read although its MAC holds", e);
        }
    }

    private byte[] bytes(End end) {
        var body = StrictJson.write(StrictJson.object()
                .put("node", end.node())
                .put("seq", end.seq())
                .put("hash", end.hash())
                .put("closed", end.closed()));
        return ByteBuffer.allocate(PLACE)
                .put(key.mac(body))
                .putShort((short) body.length)
                .put(body)
                .array();
    }

    private static Path folder(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be made", e);
        }
    }
}
