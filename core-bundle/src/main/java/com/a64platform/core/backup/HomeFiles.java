package com.a64platform.core.backup;

import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.dumps.DumpWriter;
import com.a64platform.core.licensing.InstallationIdentity;
import com.a64platform.core.platform.Home;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a home that a backup has: all plain ones of {@code conf} and {@code data} but the store, which goes document by
 * document, and what is about this moment's process. For one thread.
 */
final class HomeFiles {
    /** In the archive, before the path in the home. */
    static final String PREFIX = "home/";

    private static final Set<String> LEFT_OUT = Set.of(
            "data/store",
            "data/store.txt",
            "data/store.exported",
            "data/restored.json",
            "data/.scratch",
            "data/starts");
    private static final String UNFINISHED = ".part";

    private final Home home;
    private final DumpWriter archive;
    private final Set<String> written = new HashSet<>();

    HomeFiles(Home home, DumpWriter archive) {
        this.home = home;
        this.archive = archive;
    }

    /** Whose home it is; empty before its first start. */
    static Optional<String> installation(Home home) {
        return SigningKey.load(InstallationIdentity.file(home)).map(SigningKey::keyId);
    }

    /**
     * Adds what is there and has not been added: called before the store is read, so that no file is ahead of it, and again after
     * it for copies of modules that were admitted meanwhile.
     */
    void addAll(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
                return LEFT_OUT.contains(path(inner)) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && wanted(path(file))) {
                    add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
                if (failed instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // it has been listed and then removed
                }
                throw failed;
            }
        });
    }

    private boolean wanted(String path) {
        return !LEFT_OUT.contains(path) && !path.endsWith(UNFINISHED) && !written.contains(path);
    }

    private void add(Path file) throws IOException {
        try (var content = Files.newInputStream(file)) {
            archive.file(PREFIX + path(file), content);
            written.add(path(file));
        } catch (NoSuchFileException removed) {
            // as if it had been a moment earlier
        }
    }

    private String path(Path file) {
        return home.root().relativize(file).toString().replace('\\', '/');
    }
}
