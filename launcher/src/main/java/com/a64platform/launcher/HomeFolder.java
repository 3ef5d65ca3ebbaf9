package com.a64platform.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One home, taken by this process: its folders exist, readable by their owner only, and nobody else runs on it. */
final class HomeFolder implements AutoCloseable {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final List<String> FOLDERS = List.of("conf", "data", "data/verified", "data/keys", "cache", "logs");

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private HomeFolder(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the home, making what is missing.
     *
     * @throws StartRefused when another process has it, or when it ran in production and is asked for in development
     */
    static HomeFolder take(Settings settings) {
        Path root = settings.home();
        try {
            create(root);
            create(root.resolve("run"));
            HomeFolder home = lock(root);
            home.requireWhole(settings);
            for (String folder : FOLDERS) {
                create(root.resolve(folder));
            }
            create(settings.deploy());
            home.record(settings);
            return home;
        } catch (IOException e) {
            throw StartRefused.badSetting(
                    "The home " + root + " cannot be used: " + e + "; choose another with --home.");
        }
    }

    /**
     * Looked at under the lock, which a restore has too, and before a folder is made. A restore that was cut off before its
     * change-over leaves a home that has its data in it as it was; an empty one must not begin as if nothing had been there,
     * and a server's database may have what came with the restore.
     */
    private void requireWhole(Settings settings) {
        try {
            requireChangedOver(root);
            boolean unharmed = Files.exists(root.resolve("data/store.txt")) && settings.embeddedStore();
            if (Files.exists(root.resolve(".restore/new/data")) && !unharmed) {
                throw StartRefused.badSetting("A restore of the home " + root
                        + " was cut off: repeat it with a64 restore FILE, or give it up with a64 restore --discard.");
            }
        } catch (StartRefused refused) {
            close();
            throw refused;
        }
    }

    /**
     * A home that is half one and half another has no settings to go by.
     *
     * @throws StartRefused when it is one
     */
    static void requireChangedOver(Path root) {
        if (Files.exists(root.resolve(".restore/ready"))) {
            throw StartRefused.badSetting("A restore of the home " + root
                    + " was cut off while it changed over: finish it with a64 restore --finish.");
        }
    }

    RunFile runFile() {
        return new RunFile(root.resolve("run/a64.json"));
    }

    Path cache() {
        return root.resolve("cache");
    }

    Path logs() {
        return root.resolve("logs");
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void create(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
            Files.createDirectories(folder, ownerOnly);
        }
    }

    private static HomeFolder lock(Path root) throws IOException {
        Path file = root.resolve("run/lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Optional<FileLock> lock = tryLock(channel);
        if (lock.isEmpty()) {
            channel.close();
            throw new StartRefused(StartRefused.HOME_IN_USE, inUse(root));
        }
        return new HomeFolder(root, channel, lock.get());
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty(); // this very process has it
        }
    }

    private static String inUse(Path root) {
        String owner = new RunFile(root.resolve("run/a64.json"))
                .pid()
                .map(pid -> "by process " + pid)
                .orElse("by another process that is just starting");
        return "The home " + root + " is in use " + owner + ": stop it first (a64 stop) or choose another with --home.";
    }

    /** Development admits unsigned code and must never see what production trusts: a home that ran for real stays so. */
    private void record(Settings settings) throws IOException {
        Path mark = root.resolve("data/production");
        if (settings.development() && Files.exists(mark)) {
            close();
            throw StartRefused.badSetting("The home " + root + " has run in production mode and is never opened in"
                    + " development mode: choose another with --home.");
        }
        if (!settings.development() && !Files.exists(mark)) {
            Files.writeString(mark, "This home has run in production mode; development mode refuses it.\n");
        }
    }
}
