package com.a64platform.core.operations;

import com.a64platform.core.operations.OperationJournal.Held;
import com.a64platform.core.platform.Node;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Submits operations, runs each on a thread of its own and tells whoever watches. Thread-safe. */
@Component(service = Operations.class)
public final class Operations {
    private static final Logger log = LoggerFactory.getLogger(Operations.class);
    private final OperationJournal journal;
    private final Workers workers;
    private final Takeovers takeovers;
    private final HeldLease.Times times;
    private final Clock clock;
    private final StepTry tries;
    private final History history;
    private final Runs runs = new Runs();
    private final Map<String, OperationDefinition> definitions = new ConcurrentHashMap<>();
    private volatile boolean draining;
    /** Whether that may be taken up by now which is composed of others. */
    private volatile boolean resumed;

    private long lastPruned;

    private volatile Optional<Thread> looking = Optional.empty();

    @Activate
    public Operations(
            @Reference OperationJournal journal,
            @Reference Workers workers,
            @Reference Node node,
            @Reference Platform platform) {
        this(
                journal,
                workers,
                node.id(),
                HeldLease.Times.usual(platform.settings().operationHistory()),
                Clock.systemUTC());
    }

    /** For the only node of a store. */
    public Operations(OperationJournal journal, Workers workers) {
        this(journal, workers, "node", HeldLease.Times.usual(Duration.ofDays(90)), Clock.systemUTC());
    }

    Operations(OperationJournal journal, Workers workers, String node, HeldLease.Times times, Clock clock) {
        this(journal, workers, node, times, clock, new StepTry(workers));
    }

    Operations(
            OperationJournal journal, Workers workers, String node, HeldLease.Times times, Clock clock, StepTry tries) {
        this.journal = journal;
        this.workers = workers;
        this.takeovers = new Takeovers(journal, node, times, clock);
        this.times = times;
        this.clock = clock;
        this.tries = tries;
        this.history =
                new History(journal, clock, operation -> runs.tell(listener -> listener.foundUnclean(operation)));
    }

    /** Takes nothing up any more; what runs is left to {@link #drain}. */
    @Deactivate
    public void close() {
        draining = true;
        looking.ifPresent(Thread::interrupt);
    }

    /** From now on operations of this kind can be submitted and recovered. */
    public void define(OperationDefinition definition) {
        definitions.put(definition.kind(), definition);
    }

    /** From now on this hears of every operation's end. */
    public void listen(OperationListener listener) {
        runs.listen(listener);
    }

    /**
     * Starts an operation.
     *
     * @param subject what it works on; while it runs no other operation does
     * @param data what its steps need; never a secret
     * @return the operation as it was written down
     * @throws ProblemException OPERATION_IN_PROGRESS when another one works on the subject, or what its definition
     *     refuses with; STOPPING when the platform is about to stop
     */
    public Operation submit(String kind, String subject, String tenantId, String startedBy, Map<String, String> data) {
        if (draining) {
            throw new ProblemException(ErrorCode.STOPPING, "The platform is stopping; ask again when it is back.");
        }
        var definition = definition(kind);
        var operation = Operation.begun(definition, subject, tenantId, startedBy, data, clock.instant());
        var run = run(operation, definition, takeovers.begin(operation, definition));
        runs.run(
                run,
                run::run,
                work -> workers.start("operation-" + kind + "-" + subject, work),
                () -> takeovers.leave(operation.id()));
        return operation;
    }

    /**
     * Resumes or undoes what a killed process of this node left behind, one after the other; returns when all of it has
     * ended, but for what is composed of other operations. From then on takes up what another node has left: when its lease
     * has stood still for one TTL.
     */
    public void recover() {
        takeUp(takeovers.own(), Runnable::run);
        looking = Optional.of(workers.repeat("operation-leases", times.pulse(), this::look));
    }

    /** Takes up what {@link #recover} has left, each on a thread of its own. */
    public void resume() {
        resumed = true;
        takeUp(takeovers.own(), work -> workers.start("operation-takeover", work));
    }

    /** Shows that this node lives, and takes up what nobody holds any more. */
    void look() {
        try {
            runs.all().forEach(OperationRun::pulse);
            if (!draining) {
                takeUp(takeovers.left(this::cancelled), work -> workers.start("operation-takeover", work));
                pruneIfDue();
            }
        } catch (ProblemException silent) {
            log.warn("Operations that others left cannot be looked for: {}", silent.detail());
        }
    }

    /** Somebody has asked another node to have it undone that this one runs. */
    private void cancelled(String id) {
        try {
            runs.find(id).ifPresent(OperationRun::cancel);
        } catch (ProblemException tooLate) {
            log.info("Operation {} cannot be cancelled: {}", id, tooLate.detail());
        }
    }

    private void pruneIfDue() {
        if (lastPruned == 0 || times.passed(Duration.ofHours(1), lastPruned)) {
            lastPruned = times.now();
            history.prune(times.history());
        }
    }

    private void takeUp(List<Held> left, Consumer<Runnable> thread) {
        for (var held : left) {
            var definition = definitions.get(held.operation().kind());
            if (definition == null) {
                log.warn(
                        "Operation {} waits for a node that knows its kind",
                        held.operation().id());
            } else {
                takeUp(held, definition, thread);
            }
        }
    }

    private void takeUp(Held held, OperationDefinition definition, Consumer<Runnable> thread) {
        if (definition.composed() && !resumed) {
            return;
        }
        definition.takenUp(held.operation());
        takeovers.take(held).ifPresent(lease -> {
            var run = run(held.operation().takenUp(), definition, lease);
            runs.run(
                    run,
                    run::recover,
                    thread,
                    () -> takeovers.leave(run.operation().id()));
        });
    }

    private OperationRun run(Operation operation, OperationDefinition definition, HeldLease lease) {
        return new OperationRun(new LiveOperation(operation, lease, clock), definition, tries, times);
    }

    /** Starts none from now on and waits for those that run; false when some still do after the limit. */
    public boolean drain(Duration limit) {
        draining = true;
        return runs.drain(limit);
    }

    /** The operation as it is now. */
    public Optional<Operation> find(String id) {
        return runs.find(id).map(OperationRun::operation).or(() -> journal.find(id));
    }

    /** The newest first. */
    public List<Operation> recent(int limit) {
        return find(Operation.Filter.ALL, 0, limit);
    }

    /** The newest first. */
    public List<Operation> find(Operation.Filter filter, int skip, int limit) {
        return journal.find(filter, skip, limit);
    }

    public long count(Operation.Filter filter) {
        return journal.count(filter);
    }

    /**
     * Has an operation undone that is not past its pivot, on whatever node it runs. That begins when the step under way has
     * come to its end.
     *
     * @throws ProblemException NOT_FOUND; CONFLICT when it only goes forward by now, is undone already or has ended
     */
    public Operation cancel(String id) {
        var run = runs.find(id);
        var operation =
                find(id).orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "There is no operation " + id));
        if (run.isPresent()) {
            run.get().cancel();
        } else if (operation.pivotBegun(definition(operation.kind()).steps()) || !journal.cancel(id)) {
            throw OperationRun.tooLate(operation);
        }
        return operation;
    }

    /** Those that run in this process. */
    public Collection<Operation> running() {
        return runs.all().stream().map(OperationRun::operation).toList();
    }

    /** Those of them that work on something; the end of one may have come already and not been told to everybody. */
    public List<Operation> running(String subject) {
        return running().stream()
                .filter(operation -> operation.subject().equals(subject))
                .toList();
    }

    /** Waits until the operation has ended or the time is over, and returns it as it is then. */
    public Operation await(String id, Duration limit) {
        long begun = times.now();
        runs.find(id).ifPresent(run -> run.await(limit));
        while (!times.passed(limit, begun) && runsElsewhere(id)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        return find(id).orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "There is no operation " + id));
    }

    private boolean runsElsewhere(String id) {
        return find(id).filter(operation -> !operation.state().ended()).isPresent();
    }

    /**
     * Tells the watcher of every change from now on, on the operation's thread; it must not block. A watcher of an
     * operation that has ended is told once.
     *
     * @return closes the watch
     */
    public Runnable watch(String id, Consumer<Operation> watcher) {
        return runs.find(id).map(run -> run.watch(watcher)).orElseGet(() -> {
            find(id).ifPresent(watcher);
            return () -> {};
        });
    }

    /**
     * Says one more thing on the last step of an operation that has ended.
     *
     * @return false when it has not ended yet
     */
    public boolean remark(String id, String remark) {
        return runs.find(id).isEmpty() && history.remark(id, remark);
    }

    /**
     * Marks an operation unclean that had ended before this came to light. An earlier failure stays the reason.
     *
     * @return false when it has not ended yet
     */
    public boolean foundUnclean(String id, ErrorCode code, String detail) {
        return runs.find(id).isEmpty() && history.foundUnclean(id, code, detail);
    }

    private OperationDefinition definition(String kind) {
        return Optional.ofNullable(definitions.get(kind))
                .orElseThrow(() -> new IllegalStateException("No definition runs operations of kind " + kind));
    }
}
