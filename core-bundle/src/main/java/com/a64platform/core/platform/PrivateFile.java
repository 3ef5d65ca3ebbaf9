package com.a64platform.core.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A small file of a home that only its owner may read. Written as {@link DurableFile} does; read only when nobody else
 * could have written it.
 */
public record PrivateFile(Path path) {
    private static final int MAX_BYTES = 64 * 1024;

    /** Writes it, replacing what was there. */
    public void write(byte[] content) {
        try {
            DurableFile.writePrivate(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + path + "; check the folder's rights and space", e);
        }
    }

    /**
     * Its content; empty when there is no such file.
     *
     * @throws Exposed when somebody else could have written or read it
     */
    public Optional<byte[]> read() {
        try {
            var attributes =
                    Files.readAttributes(path, "unix:uid,mode,nlink,size,isRegularFile", LinkOption.NOFOLLOW_LINKS);
            requirePrivate(attributes);
            return Optional.of(Files.readAllBytes(path));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path, e);
        }
    }

    /** Removes it; nothing happens when it is gone. */
    public void delete() {
        try {
            DurableFile.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + path, e);
        }
    }

    private void requirePrivate(Map<String, Object> attributes) throws IOException {
        boolean regular = (Boolean) attributes.get("isRegularFile");
        int mode = (Integer) attributes.get("mode");
        int links = (Integer) attributes.get("nlink");
        long size = (Long) attributes.get("size");
        var owner = Files.getAttribute(path.getParent(), "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!regular
                || (mode & 077) != 0
                || links != 1
                || !attributes.get("uid").equals(owner)) {
            throw new Exposed(path + " is not a plain file that only the home's owner can read");
        }
        if (size > MAX_BYTES) {
            throw new Exposed(path + " is larger than " + MAX_BYTES + " bytes");
        }
    }

    /** The file cannot be believed. */
    public static final class Exposed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exposed(String message) {
            super(message);
        }
    }
}
