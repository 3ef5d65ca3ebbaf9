package com.a64platform.core.engine;

import com.a64platform.core.engine.OperationJournal.Held;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.OperationListener;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Workers;
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

/**
 * The engine that is always there: it runs each operation on a thread of this node, journals its steps in the store, and
 * takes up what other nodes have left there. Thread-safe.
 */
@Component(service = Operations.class)
public final class JournalOperations implements Operations {
    private static final Logger log = LoggerFactory.getLogger(JournalOperations.class);
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

    private long lastReadAll;

    private volatile Optional<Thread> looking = Optional.empty();

    @Activate
    public JournalOperations(
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
    public JournalOperations(OperationJournal journal, Workers workers) {
        this(journal, workers, "node", HeldLease.Times.usual(Duration.ofDays(90)), Clock.systemUTC());
    }

    JournalOperations(OperationJournal journal, Workers workers, String node, HeldLease.Times times, Clock clock) {
        this(journal, workers, node, times, clock, new StepTry(workers));
    }

    JournalOperations(
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

    @Override
    public void define(OperationDefinition definition) {
        definitions.put(definition.kind(), definition);
    }

    @Override
    public void listen(OperationListener listener) {
        runs.listen(listener);
    }

    @Override
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

    /** {@inheritDoc} One after the other; another node's when its lease has stood still for one TTL. */
    @Override
    public void recover() {
        takeUp(takeovers.own(), Runnable::run);
        looking = Optional.of(workers.repeat("operation-leases", times.pulse(), this::look));
    }

    @Override
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
                readAllIfDue();
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

    /** An engine without indexes reads the whole history for either, and that would be kept in memory. */
    private void readAllIfDue() {
        if (lastReadAll == 0 || times.passed(Duration.ofHours(1), lastReadAll)) {
            lastReadAll = times.now();
            takeovers.reclaim();
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

    @Override
    public boolean drain(Duration limit) {
        draining = true;
        return runs.drain(limit);
    }

    @Override
    public Optional<Operation> find(String id) {
        return runs.find(id).map(OperationRun::operation).or(() -> journal.find(id));
    }

    @Override
    public List<Operation> find(Operation.Filter filter, int skip, int limit) {
        return journal.find(filter, skip, limit);
    }

    @Override
    public long count(Operation.Filter filter) {
        return journal.count(filter);
    }

    @Override
    public List<Operation> unfinished() {
        return journal.unfinished().stream().map(Held::operation).toList();
    }

    @Override
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

    @Override
    public Collection<Operation> running() {
        return runs.all().stream().map(OperationRun::operation).toList();
    }

    @Override
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

    /** {@inheritDoc} On the operation's thread. */
    @Override
    public Runnable watch(String id, Consumer<Operation> watcher) {
        return runs.find(id).map(run -> run.watch(watcher)).orElseGet(() -> {
            find(id).ifPresent(watcher);
            return () -> {};
        });
    }

    @Override
    public boolean remark(String id, String remark) {
        return runs.find(id).isEmpty() && history.remark(id, remark);
    }

    @Override
    public boolean foundUnclean(String id, ErrorCode code, String detail) {
        return runs.find(id).isEmpty() && history.foundUnclean(id, code, detail);
    }

    private OperationDefinition definition(String kind) {
        return Optional.ofNullable(definitions.get(kind))
                .orElseThrow(() -> new IllegalStateException("No definition runs operations of kind " + kind));
    }
}
