package com.a64platform.core.cli.developing;

import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.crypto.Digests;
import com.a64platform.core.descriptors.ModuleNames;
import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.platform.Home;
import com.a64platform.core.upkeep.DevelopmentReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The node in development mode on which a module is shown. Closing it ends it only if it was started for this. */
final class DevelopmentNode implements AutoCloseable {
    private static final Duration UNTIL_STARTED = Duration.ofMinutes(2);
    private static final Duration UNTIL_LIVE = Duration.ofMinutes(1);
    private static final long LOOK_MILLIS = 3;

    private final Home home;
    private final ProcessHandle process;
    private final boolean ours;

    private DevelopmentNode(Home home, ProcessHandle process, boolean ours) {
        this.home = home;
        this.process = process;
        this.ours = ours;
    }

    /**
     * The node that runs on a home, or one that is started now and may need a moment; it is ended with this process.
     *
     * @param port of a node that has to be started
     */
    static DevelopmentNode on(Home home, Optional<Integer> port) {
        var running = NodeProcess.running(home);
        if (running.isPresent()) {
            return new DevelopmentNode(home, running.get(), false);
        }
        var node = new DevelopmentNode(home, NodeProcess.start(home, port), true);
        Runtime.getRuntime().addShutdownHook(new Thread(node::close));
        return node;
    }

    /** @throws CommandFailure when it does not get as far, or is no node in development mode */
    private DevelopmentReport awaitTaking() {
        boolean tells = within(UNTIL_STARTED, () -> !process.isAlive() || report().isPresent());
        requireRunning();
        if (!tells) {
            throw new CommandFailure("The node on " + home.root()
                    + " does not run in development mode: stop it, or give another home with --home.");
        }
        return report().orElseThrow();
    }

    /** @throws CommandFailure when it has ended */
    void requireRunning() {
        if (!process.isAlive()) {
            throw new CommandFailure("The node on " + home.root() + " has ended; its output or its log says why.");
        }
    }

    /**
     * Puts a bundle where the node watches and waits until it serves.
     *
     * @return why it does not serve, if so
     * @throws CommandFailure when the node has ended or is none in development mode
     */
    Optional<String> deploy(BundleBuilder.Outcome bundle) {
        if (!ModuleNames.valid(bundle.name())) {
            return Optional.of("error: no module can be called " + bundle.name()
                    + "; correct Bundle-SymbolicName in bnd.bnd or artifactId in pom.xml.");
        }
        var deploy = awaitTaking().deploy();
        var name = bundle.name() + "-" + bundle.version();
        var sha256 = Digests.sha256(bundle.jar());
        try {
            var note = deploy.resolve(name + ".refused.txt");
            place(bundle, sha256, deploy.resolve(name + ".jar"), note);
            return outcome(bundle.name(), sha256, note);
        } catch (IOException e) {
            return Optional.of(
                    "error: the module cannot be put into " + deploy + " (" + e + "); check rights and space");
        }
    }

    /** Also what serves already takes the place of a file that was refused after it. */
    private void place(BundleBuilder.Outcome bundle, String sha256, Path file, Path note) throws IOException {
        boolean there = Files.exists(file) && Digests.sha256(file).equals(sha256);
        if (!there || !serves(bundle.name(), sha256)) {
            Files.deleteIfExists(note);
            DurableFile.write(file, bundle.jar());
        }
    }

    private Optional<String> outcome(String module, String sha256, Path note) throws IOException {
        boolean ended = within(UNTIL_LIVE, () -> serves(module, sha256) || Files.exists(note) || !process.isAlive());
        requireRunning();
        if (serves(module, sha256)) {
            return Optional.empty();
        }
        return Optional.of(ended ? refusal(note) : undecided(module));
    }

    @Override
    public void close() {
        if (ours && process.isAlive()) {
            process.destroy();
            process.onExit().join();
        }
    }

    private boolean serves(String module, String sha256) {
        return report().filter(report -> sha256.equals(report.serving().get(module)))
                .isPresent();
    }

    private Optional<DevelopmentReport> report() {
        return DevelopmentReport.read(home).filter(report -> report.pid() == process.pid());
    }

    private static String undecided(String module) {
        return "The node has taken the file and does not serve it within " + UNTIL_LIVE.toSeconds()
                + " seconds: GET /api/v1/modules/" + module + "/why tells more.";
    }

    private static String refusal(Path note) throws IOException {
        try {
            return Files.readString(note).strip();
        } catch (NoSuchFileException gone) {
            return "The node refused it and has thought better of it; change something to try again.";
        }
    }

    private static boolean within(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
        }
        return true;
    }
}
