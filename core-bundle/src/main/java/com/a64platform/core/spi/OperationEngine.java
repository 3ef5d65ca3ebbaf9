package com.a64platform.core.spi;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs operations: lists of named steps of which each comes to its end or is undone, whatever dies in between. Steps run in
 * order. When one fails, those that may have run are undone in reverse order, unless the pivot is done: from then on there
 * is only forward. Of all engines on one store only one runs an operation at a time. Thread-safe.
 */
public interface OperationEngine {
    /** From now on operations of this kind can be started and taken up. */
    void define(Kind kind);

    /**
     * Starts an operation; it is durable on return.
     *
     * @return its id
     * @throws Refused when another operation works on the subject
     */
    String start(Order order);

    /** An operation as it is now. */
    Optional<Status> find(String id);

    /** Waits until it has ended or the time is over; it is as it was then. */
    Optional<Status> await(String id, Duration limit);

    /** Tells of every change, the state now first, until the watch is closed by what is returned. The watcher must not block. */
    Runnable watch(String id, Consumer<Status> watcher);

    /**
     * Has an operation undone, once the step under way has ended.
     *
     * @throws Refused when its pivot may have been done, or it has ended
     */
    void cancel(String id);

    /** Takes up what a process before this one has left; returns when that has ended. Called once. */
    void recover();

    /** Takes no more operations and waits for those that run; false when some still do after the limit. */
    boolean drain(Duration limit);

    /** How operations of one kind run. The names of its steps stay the same for as long as one of them may be unfinished. */
    record Kind(String name, Duration limit, List<Work> steps) {
        public Kind {
            steps = List.copyOf(steps);
        }
    }

    /**
     * One step. Running it twice comes to the same end as running it once; so does undoing it, also when it ran by half.
     *
     * @param tries how often it is tried before its failure counts; a {@link Refused} counts at once
     * @param pause before the second try; it doubles each time
     * @param limit how long one try may take
     */
    record Work(
            String name, Action run, Action undo, boolean pivot, int tries, Duration pause, Optional<Duration> limit) {}

    /** What a step does. */
    @FunctionalInterface
    interface Action {
        void apply(Context context);
    }

    /** What a running step sees of its operation. */
    interface Context {
        String operationId();

        String subject();

        /** A value that the operation was started with or a step has put; empty when there is none. */
        String get(String key);

        /** Keeps a value for the steps after this one and for its undo; durable on return. Never a secret. */
        void put(String key, String value);

        /** Says what is going on, for people. */
        void say(String detail);

        /**
         * The fencing token that goes with an effect: larger than that of whoever worked on the subject before.
         *
         * @throws RuntimeException when this engine may not go on with the operation; let it pass
         */
        long fence();
    }

    /** What is asked for. */
    record Order(String kind, String subject, String tenantId, String startedBy, Map<String, String> data) {
        public Order {
            data = Map.copyOf(data);
        }
    }

    /**
     * An operation as it is.
     *
     * @param state RUNNING, UNDOING, SUCCEEDED, FAILED (all of it undone) or UNCLEAN (a part was not)
     * @param failure why it failed, for people; empty when it did not
     * @param revision grows with every change
     */
    record Status(String id, String kind, String subject, String state, int percent, String failure, long revision) {
        public boolean ended() {
            return !state.equals("RUNNING") && !state.equals("UNDOING");
        }
    }

    /** What is asked for is not to be had, now or at all; the message says why. */
    final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Refused(String why) {
            super(why);
        }

        public Refused(String why, Throwable cause) {
            super(why, cause);
        }
    }
}
