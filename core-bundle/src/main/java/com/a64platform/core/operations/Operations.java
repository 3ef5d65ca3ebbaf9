package com.a64platform.core.operations;

import com.a64platform.core.operations.OperationJournal.Held;
import com.a64platform.core.platform.Node;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    private final LeaseTimes times;
    private final Clock clock;
    private final StepTry tries;
    private final Amendments amendments;
    private final Map<String, OperationRun> live = new ConcurrentHashMap<>();
    private final Map<String, OperationDefinition> definitions = new ConcurrentHashMap<>();
    private final List<OperationListener> listeners = new CopyOnWriteArrayList<>();
    /** Those that run or whose end has not yet been told to everybody. */
    private final AtomicInteger unsettled = new AtomicInteger();

    private volatile boolean draining;
    /** Whether that may be taken up by now which is composed of others. */
    private volatile boolean resumed;

    private volatile Optional<Thread> looking = Optional.empty();

    @Activate
    public Operations(@Reference OperationJournal journal, @Reference Workers workers, @Reference Node node) {
        this(journal, workers, node.id(), LeaseTimes.usual(), Clock.systemUTC());
    }

    /** For the only node of a store. */
    public Operations(OperationJournal journal, Workers workers) {
        this(journal, workers, "node", LeaseTimes.usual(), Clock.systemUTC());
    }

    Operations(OperationJournal journal, Workers workers, String node, LeaseTimes times, Clock clock) {
        this.journal = journal;
        this.workers = workers;
        this.takeovers = new Takeovers(journal, node, times);
        this.times = times;
        this.clock = clock;
        this.tries = new StepTry(workers);
        this.amendments = new Amendments(
                journal, clock, operation -> listeners.forEach(listener -> listener.foundUnclean(operation)));
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
        listeners.add(listener);
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
        try {
            var lease = takeovers.begin(operation);
            refuseLate(operation, lease);
            recheck(definition, operation, lease);
            start(run(operation, definition, lease));
            return operation;
        } catch (RuntimeException refused) {
            takeovers.leave(operation.id());
            throw refused;
        }
    }

    /** When it took too long somebody may have found the subject claimed for nothing and given it free. */
    private void refuseLate(Operation operation, HeldLease lease) {
        if (lease.overdue()) {
            var late = new ProblemException(
                    ErrorCode.STORE_UNAVAILABLE, "The store took too long to write the operation down; ask again.");
            endRefused(operation, lease, late);
            throw late;
        }
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
        takeUp(takeovers.own(), this::onThread);
    }

    /** Shows that this node lives, and takes up what nobody holds any more. */
    void look() {
        live.values().forEach(OperationRun::pulse);
        if (draining) {
            return;
        }
        try {
            takeUp(takeovers.left(), this::onThread);
        } catch (ProblemException silent) {
            log.warn("Operations that others left cannot be looked for: {}", silent.detail());
        }
    }

    private void onThread(Runnable work) {
        workers.start("operation-takeover", work);
    }

    private void takeUp(List<Held> left, Consumer<Runnable> way) {
        for (var held : left) {
            var definition = definitions.get(held.operation().kind());
            if (definition == null) {
                log.warn(
                        "Operation {} waits for a node that knows its kind",
                        held.operation().id());
            } else {
                takeUp(held, definition, way);
            }
        }
    }

    private void takeUp(Held held, OperationDefinition definition, Consumer<Runnable> way) {
        if (definition.composed() && !resumed) {
            return;
        }
        takeovers.take(held).ifPresent(lease -> {
            var run = run(held.operation(), definition, lease);
            remember(run);
            way.accept(() -> settle(run, run::recover));
        });
    }

    private OperationRun run(Operation operation, OperationDefinition definition, HeldLease lease) {
        return new OperationRun(new LiveOperation(operation, lease, clock), definition, tries, times);
    }

    /** Starts none from now on and waits for those that run; false when some still do after the limit. */
    public boolean drain(Duration limit) {
        draining = true;
        long end = System.nanoTime() + limit.toNanos();
        while (unsettled.get() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return unsettled.get() == 0;
    }

    /** The operation as it is now. */
    public Optional<Operation> find(String id) {
        return Optional.ofNullable(live.get(id)).map(OperationRun::operation).or(() -> journal.find(id));
    }

    /** The newest first. */
    public List<Operation> recent(int limit) {
        return journal.recent(limit);
    }

    /** Those that run in this process. */
    public Collection<Operation> running() {
        return live.values().stream().map(OperationRun::operation).toList();
    }

    /** Waits until the operation has ended or the time is over, and returns it as it is then. */
    public Operation await(String id, Duration limit) {
        Optional.ofNullable(live.get(id)).ifPresent(run -> run.await(limit));
        return find(id).orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "There is no operation " + id));
    }

    /**
     * Tells the watcher of every change from now on, on the operation's thread; it must not block. A watcher of an
     * operation that has ended is told once.
     *
     * @return closes the watch
     */
    public Runnable watch(String id, Consumer<Operation> watcher) {
        var run = live.get(id);
        if (run == null) {
            find(id).ifPresent(watcher);
            return () -> {};
        }
        return run.watch(watcher);
    }

    /**
     * Says one more thing on the last step of an operation that has ended.
     *
     * @return false when it has not ended yet
     */
    public boolean remark(String id, String remark) {
        return !live.containsKey(id) && amendments.remark(id, remark);
    }

    /**
     * Marks an operation unclean that had ended before this came to light. An earlier failure stays the reason.
     *
     * @return false when it has not ended yet
     */
    public boolean foundUnclean(String id, ErrorCode code, String detail) {
        return !live.containsKey(id) && amendments.foundUnclean(id, code, detail);
    }

    private void recheck(OperationDefinition definition, Operation operation, HeldLease lease) {
        try {
            definition.recheck(operation);
        } catch (ProblemException refusal) {
            endRefused(operation, lease, refusal);
            throw refusal;
        }
    }

    private void endRefused(Operation operation, HeldLease lease, ProblemException refusal) {
        var now = clock.instant();
        lease.end(operation.failed(Operation.Failure.of(refusal), now).in(OperationState.FAILED, now));
    }

    private void start(OperationRun run) {
        remember(run);
        workers.start(
                "operation-" + run.operation().kind() + "-" + run.operation().subject(), () -> settle(run, run::run));
    }

    /** One whose thread dies of an error is left to another node, or to the next start of this one. */
    private void settle(OperationRun run, Runnable way) {
        try {
            way.run();
            takeovers.leave(run.operation().id());
        } finally {
            forget(run);
        }
    }

    /** Out of the way first, then told: whoever hears of the end finds the subject free. */
    private void forget(OperationRun run) {
        live.remove(run.operation().id());
        try {
            if (run.operation().state().ended()) {
                listeners.forEach(listener -> listener.ended(run.operation()));
            }
        } finally {
            unsettled.decrementAndGet();
        }
    }

    private void remember(OperationRun run) {
        unsettled.incrementAndGet();
        live.put(run.operation().id(), run);
    }

    private OperationDefinition definition(String kind) {
        return Optional.ofNullable(definitions.get(kind))
                .orElseThrow(() -> new IllegalStateException("No definition runs operations of kind " + kind));
    }
}
