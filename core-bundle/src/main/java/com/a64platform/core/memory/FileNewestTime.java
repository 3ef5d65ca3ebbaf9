package com.a64platform.core.memory;

import com.a64platform.core.crypto.MacKey;
import com.a64platform.core.platform.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** The newest time in a file of the home, with a MAC: a store that is restored from a backup does not lower it. */
final class FileNewestTime implements NewestTime {
    private final Path file;
    private final MacKey key;

    FileNewestTime(Path file, MacKey key) {
        this.file = file;
        this.key = key;
    }

    @Override
    public synchronized Optional<Instant> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            String[] parts =
                    Files.readString(file, StandardCharsets.US_ASCII).strip().split(" ");
            if (parts.length == 2 && key.made(HexFormat.of().parseHex(parts[1]), bytes(parts[0]))) {
                return Optional.of(Instant.ofEpochSecond(Long.parseLong(parts[0])));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " cannot be read", e);
        } catch (IllegalArgumentException damaged) {
            throw damaged();
        }
        throw damaged();
    }

    private IllegalStateException damaged() {
        return new IllegalStateException("The file " + file + " is damaged: remove it and start again.");
    }

    @Override
    public synchronized void raise(Instant time) {
        if (read().filter(newest -> !newest.isBefore(time)).isPresent()) {
            return;
        }
        String seconds = Long.toString(time.getEpochSecond());
        try {
            DurableFile.write(file, bytes(seconds + " " + HexFormat.of().formatHex(key.mac(bytes(seconds))) + "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " cannot be written", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
