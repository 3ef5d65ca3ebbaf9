package com.a64platform.core.dropin;

import com.a64platform.core.admission.FileChanges;
import com.a64platform.core.admission.VerifiedCopies;
import com.a64platform.core.archives.ImportRequest;
import com.a64platform.core.archives.Imports;
import com.a64platform.core.tenants.Tenant;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Archives in deploy/: their modules go into the default tenant. Thread-safe. */
@Component(service = DroppedArchives.class)
public final class DroppedArchives {
    private final Drops drops;
    private final Imports imports;

    @Activate
    public DroppedArchives(@Reference Drops drops, @Reference Imports imports) {
        this.drops = drops;
        this.imports = imports;
    }

    /**
     * Takes in an archive: starts the operation that installs what is in it.
     *
     * @return nothing that a module's file would be known by
     * @throws com.a64platform.core.problem.ProblemException when it is refused
     */
    String takeIn(Path archive) {
        drops.refuseOpenFolder(archive.getParent());
        VerifiedCopies.refuseUnlessPlain(archive);
        try (var staging = imports.stage()) {
            // What is looked at is a copy, so that nobody changes it meanwhile.
            var copy = staging.file("archive");
            copy(archive, copy);
            var name = archive.getFileName().toString();
            imports.archive(staging, copy, Optional.empty(), ImportRequest.dropped(Tenant.DEFAULT_ID, name));
            return "";
        }
    }

    private void copy(Path archive, Path copy) {
        try (var in = FileChannel.open(archive, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            imports.requireRoomFor(in.size());
            Files.copy(Channels.newInputStream(in), copy);
        } catch (IOException e) {
            throw FileChanges.failed("The archive could not be copied into the cache", e);
        }
    }
}
