package com.a64platform.core.backup;

import com.a64platform.core.dumps.DumpManifest;
import com.a64platform.core.dumps.DumpWriter;
import com.a64platform.core.dumps.Snapshot;
import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.platform.EncryptionSecret;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;

/**
 * A whole home in one file: {@code backups/NAME}, for its owner only, because the home's keys are in it.
 *
 * @param secret under which it is sealed
 */
public record HomeArchive(Home home, Snapshot.Source store, EncryptionSecret secret) {
    /** What archives of a home are of. */
    public static final String KIND = "home";

    static final String INSTALLATION = "installation";

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'a64-'yyyyMMdd'T'HHmmssSSS'Z.a64backup'")
            .withZone(ZoneOffset.UTC);

    /** A name for a backup that is made now. */
    public static String name(Clock clock) {
        return NAME.format(clock.instant());
    }

    /** Where a backup of this name is. */
    public Path file(String name) {
        return home.backups().resolve(name);
    }

    /**
     * Writes it. When this throws, or the process dies, there is no file of that name.
     *
     * <p>Files come first and the store's moment after them, as a crash would leave them at worst: the end of the audit log that
     * the home has noted is never ahead of the log, and the copy of a module is there before the store says that it is installed.
     */
    public DumpManifest write(String name) throws IOException {
        DurableFile.makePrivate(home.backups());
        Map<String, String> about = new HashMap<>();
        HomeFiles.installation(home).ifPresent(id -> about.put(INSTALLATION, id));
        return DumpWriter.write(file(name), KIND, about, secret, archive -> {
            var files = new HomeFiles(home, archive);
            files.addAll(home.conf());
            files.addAll(home.data());
            try (var scratch = Scratch.in(home.backups());
                    var snapshot = store.take(scratch.folder())) {
                about.putAll(StoreContent.about(snapshot, Platform.VERSION));
                StoreContent.write(archive, snapshot);
            }
            files.addAll(home.verified());
        });
    }

    /** Removes a backup. */
    void remove(String name) throws IOException {
        Files.deleteIfExists(file(name));
    }
}
