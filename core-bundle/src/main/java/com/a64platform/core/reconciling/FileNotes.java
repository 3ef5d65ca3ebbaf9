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
    private final Map<String, Note> notes = new ConcurrentHashMap<>();

    /**
     * One of them.
     *
     * @param gone whether the node has none of its own: somebody has taken it away, or put there what lies there now
     */
    record Note(String sha256, boolean gone) {
        private static final String GONE = " gone";

        static Optional<Note> read(String text) {
            boolean gone = text.endsWith(GONE);
            var sha256 = gone ? text.substring(0, text.length() - GONE.length()) : text;
            return Optional.of(new Note(sha256, gone)).filter(note -> sha256.matches("[0-9a-f]{64}"));
        }

        private byte[] text() {
            return (sha256 + (gone ? GONE : "")).getBytes(StandardCharsets.US_ASCII);
        }
    }

    FileNotes(Platform platform) {
        this.folder = platform.home().data().resolve("files");
        try {
            Files.createDirectories(folder);
            try (var files = Files.newDirectoryStream(folder, "[a-z]*")) {
                files.forEach(file -> read(file).ifPresent(note -> notes.put(name(file), note)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The notes about files in deploy/ cannot be read", e);
        }
    }

    /** Also of a file that is gone since. */
    Optional<String> of(String module) {
        return Optional.ofNullable(notes.get(module)).map(Note::sha256);
    }

    boolean gone(String module) {
        return Optional.ofNullable(notes.get(module)).filter(Note::gone).isPresent();
    }

    Set<String> modules() {
        return Set.copyOf(notes.keySet());
    }

    /** Whether the node has, or is about to have, a file of this digest. */
    boolean contains(String sha256) {
        return notes.containsValue(new Note(sha256, false));
    }

    void write(String module, String sha256) {
        notes.compute(module, (name, before) -> written(name, new Note(sha256, false)));
    }

    /** The node has none of its own: somebody has taken it away, or put there what lies there now. */
    void writeGone(String module, String sha256) {
        notes.compute(module, (name, before) -> written(name, new Note(sha256, true)));
    }

    /** Somebody has taken its file away; nothing happens when the node has another one of the module by now. */
    void miss(String module, String sha256) {
        var own = new Note(sha256, false);
        notes.computeIfPresent(module, (name, note) -> note.equals(own) ? written(name, new Note(sha256, true)) : note);
    }

    private Note written(String module, Note note) {
        file(module).write(note.text());
        return note;
    }

    void remove(String module) {
        notes.remove(module);
        file(module).delete();
    }

    /** One that cannot be believed says nothing; the file in the folder is judged as any other then. */
    private static Optional<Note> read(Path file) {
        try {
            return new PrivateFile(file)
                    .read()
                    .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
                    .flatMap(Note::read);
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
