package com.a64platform.core.cli.keeping;

import com.a64platform.core.backup.HomeSwap;
import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.platform.EncryptionSecret;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Unfinished;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.spi.EmbeddedStoreEngine;
import com.a64platform.core.store.MongoStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;

/** A home on which no node runs, and none can start until this is closed. */
public final class StoppedHome implements AutoCloseable {
    private final Home home;
    private final UnaryOperator<String> environment;
    private final FileChannel channel;
    private final FileLock lock;

    private StoppedHome(Home home, UnaryOperator<String> environment, FileChannel channel, FileLock lock) {
        this.home = home;
        this.environment = environment;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * @throws CommandFailure when a node, or another command of this kind, has it
     * @throws com.a64platform.core.problem.ProblemException CONFLICT when a restore of it was cut off half-way
     */
    static StoppedHome take(Path root) {
        return takeTorn(root).whole();
    }

    /** The same for who mends it: a restore may have been cut off half-way. */
    static StoppedHome takeTorn(Path root) {
        return find(root, System::getenv)
                .orElseThrow(
                        () -> new CommandFailure("The home " + root + " is in use: stop its node first (a64 stop)."));
    }

    /** Empty when a node, or another command of this kind, has it. */
    static Optional<StoppedHome> find(Path root) {
        return find(root, System::getenv).map(StoppedHome::whole);
    }

    private StoppedHome whole() {
        try {
            new HomeSwap(home.root()).requireWhole();
            return this;
        } catch (ProblemException torn) {
            close();
            throw torn;
        }
    }

    private static Optional<StoppedHome> find(Path root, UnaryOperator<String> environment) {
        try {
            var run = Files.createDirectories(root.resolve("run"));
            var channel = FileChannel.open(run.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var lock = lock(channel);
            if (lock.isEmpty()) {
                channel.close();
                return Optional.empty();
            }
            var home = new Home(root, deploy(root, environment));
            Unfinished.removeFrom(home);
            return Optional.of(new StoppedHome(home, environment, channel, lock.get()));
        } catch (IOException e) {
            throw new UncheckedIOException("The home " + root + " cannot be used", e);
        }
    }

    Home home() {
        return home;
    }

    /** Where the settings say that the data of this home is. */
    MongoStore.Place place() {
        return place(home.root());
    }

    /** What its node seals with; empty when that is not set here and the home has none of its own. */
    Optional<EncryptionSecret> secret() {
        return setting(home.root(), environment, "LICENSE_ENCRYPTION_KEY")
                .map(value -> new EncryptionSecret(
                        value, setting(home.root(), environment, "LICENSE_ENCRYPTION_KEY_PREVIOUS")))
                .or(() -> EncryptionSecret.ofHome(home));
    }

    /** The same for what is to become this home. */
    MongoStore.Place place(Path root) {
        return new MongoStore.Place(
                root.resolve("data"),
                setting(root, environment, "MONGODB_URI"),
                setting(root, environment, "MONGODB_DB_NAME").orElse("a64"),
                ServiceLoader.load(EmbeddedStoreEngine.class)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("There is no embedded store on the class path")));
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The lock of " + home.root() + " cannot be released", e);
        }
    }

    private static Optional<FileLock> lock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException thisProcess) {
            return Optional.empty();
        }
    }

    private static Path deploy(Path root, UnaryOperator<String> environment) {
        return setting(root, environment, "A64_DEPLOY_DIR").map(Path::of).orElse(root.resolve("deploy"));
    }

    /** As the launcher reads it: the environment wins, and an empty variable is none. */
    private static Optional<String> setting(Path root, UnaryOperator<String> environment, String key) {
        return Optional.ofNullable(environment.apply(key))
                .filter(value -> !value.isBlank())
                .or(() -> inFile(root.resolve("conf/a64.properties"), key))
                .map(String::strip);
    }

    private static Optional<String> inFile(Path file, String key) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var values = new Properties();
        try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            values.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailure("The file " + file + " cannot be read.", e);
        }
        return Optional.ofNullable(values.getProperty(key)).filter(value -> !value.isBlank());
    }
}
