package com.a64platform.core.engine;

import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Retry;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.spi.OperationEngine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The engine that is always there: it runs operations on this node's threads, with a journal in the store. Thread-safe. */
public final class JournalEngine implements OperationEngine {
    private final Operations operations;

    public JournalEngine(Operations operations) {
        this.operations = operations;
    }

    @Override
    public void define(Kind kind) {
        var steps = kind.steps().stream().map(JournalEngine::step).toList();
        operations.define(new OperationDefinition() {
            @Override
            public String kind() {
                return kind.name();
            }

            @Override
            public List<Step> steps() {
                return steps;
            }

            @Override
            public Duration limit() {
                return kind.limit();
            }
        });
    }

    @Override
    public String start(Order order) {
        try {
            return operations
                    .submit(order.kind(), order.subject(), order.tenantId(), order.startedBy(), order.data())
                    .id();
        } catch (ProblemException refusal) {
            throw refused(refusal, ErrorCode.OPERATION_IN_PROGRESS);
        }
    }

    @Override
    public Optional<Status> find(String id) {
        return operations.find(id).map(JournalEngine::status);
    }

    @Override
    public Optional<Status> await(String id, Duration limit) {
        return operations.find(id).map(known -> status(operations.await(id, limit)));
    }

    @Override
    public Runnable watch(String id, Consumer<Status> watcher) {
        return operations.watch(id, operation -> watcher.accept(status(operation)));
    }

    @Override
    public void cancel(String id) {
        try {
            operations.cancel(id);
        } catch (ProblemException refusal) {
            throw refused(refusal, ErrorCode.CONFLICT);
        }
    }

    @Override
    public void recover() {
        operations.recover();
        operations.resume();
    }

    @Override
    public boolean drain(Duration limit) {
        return operations.drain(limit);
    }

    private static RuntimeException refused(ProblemException problem, ErrorCode refusal) {
        return problem.code() == refusal ? new Refused(problem.detail(), problem) : problem;
    }

    private static Step step(Work work) {
        var step = Step.of(work.name(), action(work.run()))
                .undo(action(work.undo()))
                .retrying(new Retry(work.tries(), work.pause()));
        var limited = work.limit().map(step::within).orElse(step);
        return work.pivot() ? limited.asPivot() : limited;
    }

    private static Step.Action action(Action action) {
        return context -> {
            try {
                action.apply(new Seen(context));
            } catch (Refused refused) {
                throw new ProblemException(ErrorCode.CONFLICT, refused.getMessage(), refused);
            }
        };
    }

    private static Status status(Operation operation) {
        return new Status(
                operation.id(),
                operation.kind(),
                operation.subject(),
                operation.state().name(),
                operation.percent(),
                operation.failure().map(Operation.Failure::detail).orElse(""),
                operation.revision());
    }

    /** A step's view of its operation, in the port's words. */
    private record Seen(StepContext step) implements Context {
        @Override
        public String operationId() {
            return step.operationId();
        }

        @Override
        public String subject() {
            return step.subject();
        }

        @Override
        public String get(String key) {
            return step.get(key);
        }

        @Override
        public void put(String key, String value) {
            step.put(key, value);
        }

        @Override
        public void say(String detail) {
            step.say(detail);
        }

        @Override
        public long fence() {
            return step.fence();
        }
    }
}
