package com.a64platform.core.backup;

import com.a64platform.core.dumps.Databases;
import com.a64platform.core.dumps.DumpFile;
import com.a64platform.core.dumps.DumpedFile;
import com.a64platform.core.memory.MonotonicMemory;
import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.platform.Home;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Puts a backup in the place of a stopped home, or of one that never was. For one thread. */
public final class Restore {
    private static final Pattern PATH = Pattern.compile("home/(conf|data)(/[A-Za-z0-9_@+=,.-]{1,200}){1,12}");
    private static final Set<String> NO_NAMES = Set.of(".", "..");

    private final Home home;
    private final DumpFile archive;
    private final HomeSwap swap;

    /** Fills the store that the restored home will use; its folder {@code data} is given. */
    @FunctionalInterface
    public interface Stores {
        void fill(Path data, Filling filling) throws IOException;
    }

    /** Writes an archive's documents into a store. */
    @FunctionalInterface
    public interface Filling {
        void into(Databases target) throws IOException;
    }

    public Restore(Home home, DumpFile archive) {
        this.home = home;
        this.archive = archive;
        this.swap = new HomeSwap(home.root());
    }

    /**
     * Checks all of the archive before anything is written.
     *
     * @param known the newest version of data that this platform reads
     * @throws ProblemException ARCHIVE_DAMAGED; CONFLICT for newer data, another installation, files in a watched folder elsewhere
     */
    public void check(int known) throws IOException {
        StoreContent.requireReadable(archive.manifest(), known);
        archive.manifest().files().forEach(Restore::requirePlace);
        archive.verify();
        var own = HomeFiles.installation(home);
        if (own.isPresent() && !own.get().equals(archive.manifest().about(HomeArchive.INSTALLATION))) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "The backup is of another installation than this home: choose an empty home with --home.");
        }
        if (!home.deploy().startsWith(home.root()) && !empty(home.deploy())) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "The watched folder " + home.deploy() + " has files of the home of now: move them away.");
        }
    }

    /**
     * @param note what the audit log of the new home will say of it
     * @return what of the home's memory was higher than the backup's and stays so
     */
    public List<String> run(Stores stores, RestoreNote note) throws IOException {
        var staged = new Home(swap.begin());
        try {
            for (var folder : List.of(staged.conf(), staged.data(), staged.deploy())) {
                DurableFile.makePrivate(folder);
            }
            for (var file : archive.manifest().files()) {
                write(file, staged.root().resolve(file.path().substring(HomeFiles.PREFIX.length())));
            }
            stores.fill(staged.data(), target -> StoreContent.fill(archive, target));
            var raised = MonotonicMemory.carry(home, staged);
            note.write(staged);
            swap.commit(note.before());
            return raised;
        } catch (IOException | RuntimeException failed) {
            swap.discard();
            throw failed;
        }
    }

    private static void requirePlace(DumpedFile file) {
        boolean inside = PATH.matcher(file.path()).matches()
                && List.of(file.path().split("/")).stream().noneMatch(NO_NAMES::contains);
        if (!inside) {
            throw new ProblemException(
                    ErrorCode.ARCHIVE_DAMAGED,
                    "The archive has a file that has no place in a home; take another copy.");
        }
    }

    private void write(DumpedFile file, Path target) throws IOException {
        DurableFile.makePrivate(target.getParent());
        var ownersOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                FileChannel.open(target, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersOnly)) {
            archive.copy(file, Channels.newOutputStream(channel));
            channel.force(true);
        }
    }

    private static boolean empty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return true;
        }
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
