package com.a64platform.core.reconciling;

import com.a64platform.core.admission.Admission;
import com.a64platform.core.admission.DeployFiles;
import com.a64platform.core.doors.Doors;
import com.a64platform.core.findings.Obstacles;
import com.a64platform.core.installer.Activation;
import com.a64platform.core.installer.Reconciliation;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.StartBreaker;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationListener;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.planning.NodeRequirements;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.RouteTable;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reconciler of a node: it makes folder, framework and routes so as the store wants them. Its first round is the
 * node's start; from then on it looks whenever it is woken and every few seconds, because another node may have changed what
 * is wanted. A module that an operation of this node works on is that operation's, until it asks. Thread-safe.
 */
@Component(service = {Reconciler.class, Reconciliation.class})
public final class Reconciler implements Reconciliation, OperationListener {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    /** How often a store is looked at that other nodes may write to. */
    private static final Duration SHARED = Duration.ofSeconds(1);

    private static final Duration OWN = Duration.ofSeconds(10);

    private final Operations operations;
    private final Inventory inventory;
    private final Workers workers;
    private final NodeParts node;
    private final NodeModules modules;
    private final Duration pause;
    private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();
    /** One wish at the most: whoever wakes during a round has it looked once more. */
    private final BlockingQueue<Boolean> wishes = new ArrayBlockingQueue<>(1);

    private volatile boolean begun;
    private volatile boolean closed;

    @Activate
    public Reconciler(
            @Reference Operations operations,
            @Reference Inventory inventory,
            @Reference Admission admission,
            @Reference Activation activation,
            @Reference RouteTable routes,
            @Reference DeployFiles files,
            @Reference MissingArtifacts missing,
            @Reference NodeRequirements requirements,
            @Reference StartBreaker breaker,
            @Reference Obstacles obstacles,
            @Reference Doors doors,
            @Reference Workers workers,
            @Reference Platform platform) {
        this.operations = operations;
        this.inventory = inventory;
        this.workers = workers;
        this.pause = platform.settings().mongoUri().isPresent() ? SHARED : OWN;
        this.node = new NodeParts(
                admission,
                activation,
                routes,
                files,
                new FileNotes(platform),
                missing,
                requirements,
                breaker,
                doors,
                platform.settings().shorterThanInstall(Activation.START_LIMIT));
        this.modules = new NodeModules(node, inventory, obstacles, new Tries(System::nanoTime));
        doors.whenChangedHere(this::wake);
    }

    @Deactivate
    public void close() {
        closed = true;
        wake();
    }

    /**
     * Brings the whole node in line with the store, each module after those it needs; one that does not start keeps no other
     * from it. Nothing is fetched yet, so that a registry that hangs keeps no node from starting.
     *
     * @param beforeStart decides about the license of an installation whose module is to be started
     */
    public void firstRound(Consumer<Installation> beforeStart) {
        modules.decideWith(beforeStart);
        node.breaker().keepOnly(this::known);
        var wanted = modules.wanted();
        var ahead = new ArtifactsAhead(this::runnable, wanted).begin(workers);
        var manner = manner(ahead::of, true, ConcurrentHashMap.newKeySet());
        workers.share(
                        "bring-up",
                        wanted.stream().map(wish -> ifAlone(wish, manner)).toList())
                .join();
        modules.known().forEach(manner.needed());
    }

    /** Those that need no other module come at once; the others after them, each after those it needs. */
    private static Runnable ifAlone(Wish wish, ModuleTurn.Manner manner) {
        return () -> {
            if (needsNone(wish, manner.artifacts())) {
                manner.needed().accept(wish.module());
            }
        };
    }

    private static boolean needsNone(Wish wish, ModuleTurn.Artifacts artifacts) {
        try {
            return artifacts
                    .of(wish)
                    .filter(artifact ->
                            artifact.descriptor().dependencies().modules().isEmpty())
                    .isPresent();
        } catch (ProblemException toldInItsTurn) {
            return false;
        }
    }

    /** Goes on from here; in safe mode only what operations ask for is done. */
    public void begin(boolean safeMode) {
        begun = true;
        if (safeMode) {
            modules.known().forEach(modules::announce);
        } else {
            workers.start("reconciler", this::watch);
            wake();
        }
    }

    /** Looks again soon. */
    public void wake() {
        wishes.offer(true);
    }

    /** Somebody has done something about what keeps a module. */
    public void wake(String module) {
        modules.tryAgain(module);
        wake();
    }

    @Override
    public void ended(Operation operation) {
        wake(operation.subject());
    }

    /** Whether this process has put the file of an artifact in line: when it is missing now, somebody has taken it away. */
    public boolean answersFor(String module, String sha256) {
        return modules.answersFor(module, sha256);
    }

    /** Whether this node has noted down that a file of this digest is its own, for whatever module. */
    public boolean placed(String sha256) {
        return node.notes().contains(sha256);
    }

    /** Somebody has taken away the node's file of this digest, unless an operation of this node is at work on its module. */
    public void missed(String sha256) {
        node.notes().modules().stream()
                .filter(module -> operations.running(module).isEmpty())
                .forEach(module -> node.notes().miss(module, sha256));
    }

    /** Whether an installation is to serve here and cannot, because its verified copy is not here or was changed. */
    public boolean lacks(Installation installation) {
        return Wish.enabled(installation)
                && !answersFor(installation.moduleName(), installation.sha256())
                && node.admission()
                        .admitted(installation.sha256(), installation.publisher())
                        .isEmpty();
    }

    @Override
    public Optional<String> settle(String module, Settling how) {
        if (!begun) {
            how.farewell().run();
            return Optional.empty();
        }
        var turn = turn(module);
        turn.lock();
        try {
            inventory.refresh(module);
            return modules.makeSo(module, how, manner(this::runnable, false, new HashSet<>()));
        } catch (ProblemException silent) {
            log.warn("Module {} is brought in line when the store answers: {}", module, silent.detail());
            how.farewell().run();
            return Optional.of(silent.detail());
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void alone(String module, Runnable work) {
        var turn = turn(module);
        turn.lock();
        try {
            work.run();
        } finally {
            turn.unlock();
        }
    }

    private void watch() {
        while (!closed) {
            try {
                wishes.poll(pause.toMillis(), TimeUnit.MILLISECONDS);
                if (!closed) {
                    inventory.refresh();
                    round();
                }
            } catch (InterruptedException stopping) {
                return;
            } catch (ProblemException silent) {
                log.warn("What the store wants cannot be read: {}", silent.detail());
            } catch (RuntimeException failure) {
                log.error("The node could not be looked at", failure);
            }
        }
    }

    private void round() {
        modules.known().forEach(manner(this::runnable, false, new HashSet<>()).needed());
    }

    /** @param looked the modules that had their turn in this round */
    private ModuleTurn.Manner manner(ModuleTurn.Artifacts artifacts, boolean starting, Set<String> looked) {
        return new ModuleTurn.Manner(artifacts, starting, needed -> {
            if (looked.add(needed)) {
                lookAt(needed, manner(artifacts, starting, looked));
            }
        });
    }

    /** What an operation has in hand is left to it; its end wakes us. */
    private void lookAt(String module, ModuleTurn.Manner manner) {
        var turn = turn(module);
        if (!turn.tryLock()) {
            return;
        }
        try {
            if (operations.running(module).isEmpty() && modules.due(module)) {
                modules.makeSo(module, Settling.PLAIN, manner);
            }
        } finally {
            turn.unlock();
        }
    }

    private Optional<VerifiedArtifact> runnable(Wish wish) {
        return node.admission().runnable(wish.sha256(), wish.publisher());
    }

    private boolean known(String sha256) {
        return inventory.all().stream()
                        .anyMatch(installation -> installation.sha256().equals(sha256))
                || node.files().withDigest(sha256).isPresent();
    }

    private ReentrantLock turn(String module) {
        return turns.computeIfAbsent(module, name -> new ReentrantLock());
    }
}
