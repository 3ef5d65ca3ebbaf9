package com.a64platform.core.registry;

import com.a64platform.core.crypto.Digests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * A file on its way into the cache: what has come is kept and hashed, so that a later try goes on where this one broke
 * off. Beside it lies what the registry said the file is (an entity tag), without which nothing is resumed. Used by one
 * thread at a time.
 */
final class Download implements AutoCloseable {
    private static final int BLOCK = 1 << 16;

    private final Path tagFile;
    private final long limit;
    private final FileChannel channel;
    private final MessageDigest digest = Digests.newSha256();

    private Download(Path part, long limit, FileChannel channel) {
        this.tagFile = part.resolveSibling(part.getFileName() + ".tag");
        this.limit = limit;
        this.channel = channel;
    }

    /** @param limit bytes of the whole file */
    static Download open(Path part, long limit) throws IOException {
        var channel =
                FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var download = new Download(part, limit, channel);
        if (channel.size() > limit || channel.size() > 0 && download.tag().isEmpty()) {
            download.restart();
        }
        download.hashPresent();
        return download;
    }

    /** How many bytes are here. */
    long received() throws IOException {
        return channel.position();
    }

    boolean complete() throws IOException {
        return channel.position() == limit;
    }

    /** Whether a {@code Content-Range} is exactly what is missing here, and this is known to be of the same file. */
    boolean continuedBy(String contentRange) throws IOException {
        long start = channel.position();
        var rest = "bytes " + start + "-" + (limit - 1) + "/";
        return start > 0 && tag().isPresent() && (contentRange.equals(rest + limit) || contentRange.equals(rest + "*"));
    }

    Optional<String> tag() throws IOException {
        return Files.exists(tagFile)
                ? Optional.of(Files.readString(tagFile, StandardCharsets.US_ASCII))
                : Optional.empty();
    }

    /** Throws away what is here. */
    void restart() throws IOException {
        channel.truncate(0);
        channel.position(0);
        digest.reset();
        Files.deleteIfExists(tagFile);
    }

    /** Notes what the file is that now comes; empty when the registry does not say. */
    void startOf(Optional<String> tag) throws IOException {
        restart();
        if (tag.isPresent()) {
            Files.writeString(tagFile, tag.get(), StandardCharsets.US_ASCII);
        }
    }

    void write(ByteBuffer bytes) throws IOException {
        if (channel.position() + bytes.remaining() > limit) {
            throw new RegistrySource.TooLargeException();
        }
        digest.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Forces what has come to the disk and says its hex SHA-256. */
    String finish() throws IOException {
        channel.force(true);
        return Digests.hex(digest.digest());
    }

    /** Keeps what is here for another try. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the part and its tag. */
    static void forget(Path part) throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(part.resolveSibling(part.getFileName() + ".tag"));
    }

    private void hashPresent() throws IOException {
        channel.position(0);
        var block = ByteBuffer.allocate(BLOCK);
        while (channel.read(block.clear()) >= 0) {
            digest.update(block.flip());
        }
    }
}
