package com.a64platform.core.operations;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Submits operations, runs each on a thread of its own and tells whoever watches. Thread-safe. */
@Component(service = Operations.class)
public final class Operations {
    private final OperationJournal journal;
    private final Workers workers;
    private final Clock clock;
    private final Map<String, OperationRun> live = new ConcurrentHashMap<>();
    private final Map<String, OperationDefinition> definitions = new ConcurrentHashMap<>();
    private final List<OperationListener> listeners = new CopyOnWriteArrayList<>();
    /** Cut off, and not to be taken up before what they have started. */
    private final Queue<OperationRun> composed = new ConcurrentLinkedQueue<>();
    /** Those that run or whose end has not yet been told to everybody. */
    private final AtomicInteger unsettled = new AtomicInteger();

    private volatile boolean draining;

    @Activate
    public Operations(@Reference OperationJournal journal, @Reference Workers workers) {
        this(journal, workers, Clock.systemUTC());
    }

    Operations(OperationJournal journal, Workers workers, Clock clock) {
        this.journal = journal;
        this.workers = workers;
        this.clock = clock;
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
        var steps = definition.steps().stream()
                .map(Step::name)
                .map(StepRecord::pending)
                .toList();
        var now = clock.instant();
        var id = UUID.randomUUID().toString();
        var operation = new Operation(
                id,
                kind,
                subject,
                tenantId,
                startedBy,
                OperationState.RUNNING,
                steps,
                data,
                Optional.empty(),
                now,
                now);
        journal.begin(operation);
        recheck(definition, operation);
        var run = new OperationRun(operation, definition, journal, clock);
        start(run, run::run);
        return operation;
    }

    /**
     * Resumes or undoes what a killed process left behind, one after the other; returns when all of it has ended, but for
     * what is composed of other operations.
     */
    public void recover() {
        for (var operation : journal.unfinished()) {
            var definition = definition(operation.kind());
            var run = new OperationRun(operation, definition, journal, clock);
            if (definition.composed()) {
                composed.add(run);
            } else {
                remember(run);
                run.recover();
                forget(run);
            }
        }
    }

    /** Takes up what {@link #recover} has left, each on a thread of its own. */
    public void resume() {
        for (var run = composed.poll(); run != null; run = composed.poll()) {
            start(run, run::recover);
        }
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
        return amend(id, operation -> operation.remarked(remark, clock.instant()));
    }

    /**
     * Marks an operation unclean that had ended before this came to light. An earlier failure stays the reason.
     *
     * @return false when it has not ended yet
     */
    public boolean foundUnclean(String id, ErrorCode code, String detail) {
        return amend(id, operation -> {
            var remarked = operation.remarked(detail, clock.instant());
            var why = operation.failure().orElse(new Operation.Failure(code.slug(), detail));
            return remarked.failed(why, remarked.updatedAt()).in(OperationState.UNCLEAN, remarked.updatedAt());
        });
    }

    /** By compare: what somebody else has added in between is not lost. */
    private boolean amend(String id, UnaryOperator<Operation> change) {
        var known = find(id);
        while (known.isPresent() && known.get().state().ended() && !live.containsKey(id)) {
            var amended = change.apply(known.get());
            if (journal.amend(known.get(), amended)) {
                tell(known.get(), amended);
                return true;
            }
            known = journal.find(id);
        }
        return known.isEmpty();
    }

    private void tell(Operation before, Operation after) {
        if (before.state() != after.state()) {
            listeners.forEach(listener -> listener.foundUnclean(after));
        }
    }

    private void recheck(OperationDefinition definition, Operation operation) {
        try {
            definition.recheck(operation);
        } catch (ProblemException refusal) {
            var failure = new Operation.Failure(refusal.code().slug(), refusal.detail());
            var now = clock.instant();
            journal.end(operation.failed(failure, now).in(OperationState.FAILED, now));
            throw refusal;
        }
    }

    private void start(OperationRun run, Runnable work) {
        remember(run);
        workers.start(
                "operation-" + run.operation().kind() + "-" + run.operation().subject(), () -> {
                    try {
                        work.run();
                    } finally {
                        forget(run);
                    }
                });
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
