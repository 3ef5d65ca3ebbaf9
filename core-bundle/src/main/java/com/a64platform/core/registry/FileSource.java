package com.a64platform.core.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A registry in a folder of this machine. */
record FileSource(Path folder) implements RegistrySource {
    private static final int BLOCK = 1 << 16;

    @Override
    public String label() {
        return "folder";
    }

    @Override
    public Optional<byte[]> read(String path, int limit) throws IOException {
        requireFolder();
        try (var in = Files.newInputStream(folder.resolve(path))) {
            var content = in.readNBytes(limit + 1);
            if (content.length > limit) {
                throw new TooLargeException();
            }
            return Optional.of(content);
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    @Override
    public boolean download(String path, Download download) throws IOException {
        requireFolder();
        try (var in = FileChannel.open(folder.resolve(path), StandardOpenOption.READ)) {
            download.startOf(Optional.empty());
            var block = ByteBuffer.allocate(BLOCK);
            while (in.read(block.clear()) >= 0) {
                download.write(block.flip());
            }
            return true;
        } catch (NoSuchFileException absent) {
            return false;
        }
    }

    /** A folder that is not mounted must not look like a registry that offers nothing. */
    private void requireFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new RefusedException("is not there");
        }
    }
}
