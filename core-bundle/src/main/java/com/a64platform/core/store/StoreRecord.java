package com.a64platform.core.store;

import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.platform.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which store holds this home's data, as written at the first start: so that a setting that has changed, or a folder that
 * was lost, never makes the platform start on an empty store as if nothing had been there.
 *
 * @param id what the store's own mark says
 */
public record StoreRecord(Kind kind, String id) {
    /** Where the data is. */
    public enum Kind {
        EMBEDDED,
        SERVER
    }

    private static final String FILE = "store.txt";
    private static final Pattern FORM = Pattern.compile("(EMBEDDED|SERVER) ([0-9a-f-]{36})\\s*");

    /** @throws IllegalStateException when the file is there but says nothing that can be read */
    public static Optional<StoreRecord> read(Path data) {
        Path file = data.resolve(FILE);
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            Matcher text = FORM.matcher(Files.readString(file));
            if (!text.matches()) {
                throw new IllegalStateException("The file " + file + " is damaged: restore it from a backup.");
            }
            return Optional.of(new StoreRecord(Kind.valueOf(text.group(1)), text.group(2)));
        } catch (IOException failed) {
            throw new UncheckedIOException("The file " + file + " cannot be read", failed);
        }
    }

    /** Writes the file so that after a crash it is there whole or not at all. */
    public void write(Path data) {
        try {
            Files.createDirectories(data);
            DurableFile.writePrivate(data.resolve(FILE), (kind + " " + id + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException failed) {
            throw new UncheckedIOException("The choice of the store cannot be written to " + data, failed);
        }
    }

    /** Says what was exported from the store, until a node writes to it again. */
    public static PrivateFile exported(Path data) {
        return new PrivateFile(data.resolve("store.exported"));
    }

    /** @throws IllegalStateException when the data is in a store of the other kind */
    void requireKind(Kind wanted) {
        if (kind != wanted) {
            throw new IllegalStateException(
                    kind == Kind.EMBEDDED
                            ? "This home's data is in its embedded store, but MONGODB_URI is set: unset it, or move"
                                    + " the data with a64 store export and import."
                            : "This home's data is in a MongoDB server, but MONGODB_URI is not set: set it, or move"
                                    + " the data with a64 store export and import.");
        }
    }

    /** @throws IllegalStateException when the store carries another mark, or none */
    void requireMark(Optional<String> mark) {
        if (!mark.equals(Optional.of(id))) {
            throw new IllegalStateException(
                    "The store is not the one that holds this home's data: check MONGODB_URI and MONGODB_DB_NAME, or restore"
                            + " the folder data/store from a backup.");
        }
    }
}
