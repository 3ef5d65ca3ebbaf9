package com.a64platform.core.reconciling;

import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Of which artifact this node has, has had or is about to have a file in its folder, by module: in the home, so that a node that
 * was away knows that a file it finds is not a new one. One small file for each module. Thread-safe for different modules.
 */
final class FileNotes {
    private static final Logger log = LoggerFactory.getLogger(FileNotes.class);

    private final Path folder;
    private final Map<String, String> notes = new ConcurrentHashMap<>();

    FileNotes(Platform platform) {
        this.folder = platform.home().data().resolve("files");
        try {
            Files.createDirectories(folder);
            try (var files = Files.newDirectoryStream(folder, "[a-z]*")) {
                files.forEach(file -> read(file).ifPresent(sha256 -> notes.put(name(file), sha256)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The notes about files in deploy/ cannot be read", e);
        }
    }

    Optional<String> of(String module) {
        return Optional.ofNullable(notes.get(module));
    }

    Set<String> modules() {
        return Set.copyOf(notes.keySet());
    }

    boolean contains(String sha256) {
        return notes.containsValue(sha256);
    }

    void write(String module, String sha256) {
        file(module).write(sha256.getBytes(StandardCharsets.US_ASCII));
        notes.put(module, sha256);
    }

    void remove(String module) {
        notes.remove(module);
        file(module).delete();
    }

    /** One that cannot be believed says nothing; the file in the folder is judged as any other then. */
    private static Optional<String> read(Path file) {
        try {
            return new PrivateFile(file)
                    .read()
                    .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
                    .filter(text -> text.matches("[0-9a-f]{64}"));
        } catch (PrivateFile.Exposed exposed) {
            log.error("The note {} cannot be believed", file, exposed);
            return Optional.empty();
        }
    }

    private PrivateFile file(String module) {
        return new PrivateFile(folder.resolve(module));
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
