package com.a64platform.core.operations;

import com.a64platform.core.problem.ErrorCode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The port of whatever engine runs operations: lists of named steps of which each comes to its end or is undone, whatever
 * dies in between. Steps run in order. When one fails, those that may have run are undone in reverse order, unless the pivot
 * may be done: from then on there is only forward. Of all engines on one store one runs an operation at a time, and one
 * operation works on a subject. Thread-safe.
 */
public interface Operations {
    /** From now on operations of this kind can be submitted and recovered. */
    void define(OperationDefinition definition);

    /** From now on this hears of every operation's end. */
    void listen(OperationListener listener);

    /**
     * Starts an operation; it is durable on return.
     *
     * @param subject what it works on; while it runs no other operation does
     * @param data what its steps need; never a secret
     * @return the operation as it was written down
     * @throws com.a64platform.core.problem.ProblemException OPERATION_IN_PROGRESS when another one works on the subject, or
     *     what its definition refuses with; STOPPING when the platform is about to stop
     */
    Operation submit(String kind, String subject, String tenantId, String startedBy, Map<String, String> data);

    /**
     * Resumes or undoes what a killed process of this node left behind; returns when all of it has ended, but for what is
     * composed of other operations. From then on what other nodes have left is taken up, too. Called once.
     */
    void recover();

    /** Takes up what {@link #recover} has left. */
    void resume();

    /** Starts none from now on and waits for those that run; false when some still do after the limit. */
    boolean drain(Duration limit);

    /** The operation as it is now. */
    Optional<Operation> find(String id);

    /** The newest first. */
    List<Operation> find(Operation.Filter filter, int skip, int limit);

    long count(Operation.Filter filter);

    /** The newest first. */
    default List<Operation> recent(int limit) {
        return find(Operation.Filter.ALL, 0, limit);
    }

    /** Those that have not ended, on whatever node, the oldest first. */
    List<Operation> unfinished();

    /** Those that run in this process. */
    Collection<Operation> running();

    /** Those of them that work on something; the end of one may have come already and not been told to everybody. */
    default List<Operation> running(String subject) {
        return running().stream()
                .filter(operation -> operation.subject().equals(subject))
                .toList();
    }

    /**
     * Has an operation undone that is not past its pivot, on whatever node it runs. That begins when the step under way has
     * come to its end.
     *
     * @throws com.a64platform.core.problem.ProblemException NOT_FOUND; CONFLICT when it only goes forward by now, is undone
     *     already or has ended
     */
    Operation cancel(String id);

    /**
     * Waits until the operation has ended or the time is over, and returns it as it is then.
     *
     * @throws com.a64platform.core.problem.ProblemException NOT_FOUND
     */
    Operation await(String id, Duration limit);

    /**
     * Tells the watcher of the state now and of every change from now on; it must not block. A watcher of an operation that
     * does not run in this process is told once.
     *
     * @return closes the watch
     */
    Runnable watch(String id, Consumer<Operation> watcher);

    /**
     * Says one more thing on the last step of an operation that has ended.
     *
     * @return false when it has not ended yet
     */
    boolean remark(String id, String remark);

    /**
     * Marks an operation unclean that had ended before this came to light. An earlier failure stays the reason.
     *
     * @return false when it has not ended yet
     */
    boolean foundUnclean(String id, ErrorCode code, String detail);
}
