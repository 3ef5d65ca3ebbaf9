package com.a64platform.core.rollback;

import com.a64platform.core.observing.ModuleHealth;
import com.a64platform.core.observing.StoreCheck;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.routes.Route;
import java.lang.ref.WeakReference;
import java.util.Optional;

/**
 * What is known of a version since it came by an update. What went wrong while the store was away is nobody's fault here
 * and is left out. Used by one thread.
 */
final class WatchedUpdate {
    /** Three looks in a row, as for {@link ModuleHealth}: one slow answer, by a pause of the machine, says nothing. */
    static final int MISSES = 3;

    static final long FEWEST_REQUESTS = 20;
    /** More failures than one in this many requests are too many: 5 %. */
    static final long ONE_IN = 20;

    private final Operation operation;
    private final long since;
    /** Weak, or a version that is unloaded would stay in memory until the next look. */
    private WeakReference<Route> route = new WeakReference<>(null);

    private int misses;
    private long answered;
    private long failed;
    private long answeredBefore;
    private long failedBefore;
    private long silencesBefore;

    /**
     * @param since when it began, in monotonic nanoseconds
     * @param silences how often the store had not answered by then
     */
    WatchedUpdate(Operation operation, long since, long silences) {
        this.operation = operation;
        this.since = since;
        this.silencesBefore = silences;
    }

    /** The update. */
    Operation operation() {
        return operation;
    }

    String module() {
        return operation.subject();
    }

    long since() {
        return since;
    }

    /** Whether its probe failed when it was last looked at: what began within the window is watched to its end. */
    boolean failing() {
        return misses > 0;
    }

    /** What is wrong with the version, one sentence; empty when nothing is. */
    Optional<String> sick(ModuleHealth.Finding finding, Route serving, StoreCheck store) {
        startAnewWith(serving);
        long moreAnswered = serving.answered() - answeredBefore;
        long moreFailed = serving.failed() - failedBefore;
        boolean missed = finding.misses() > 0;
        answeredBefore += moreAnswered;
        failedBefore += moreFailed;
        if (storeWasAway(store, missed || moreFailed > 0)) {
            misses = 0;
            return Optional.empty();
        }
        misses = missed ? misses + 1 : 0;
        answered += moreAnswered;
        failed += moreFailed;
        return probeFails(finding).or(this::requestsFail);
    }

    private boolean storeWasAway(StoreCheck store, boolean suspicious) {
        long silences = store.silences();
        boolean silent = silences != silencesBefore;
        silencesBefore = silences;
        return silent || suspicious && !store.answers();
    }

    private void startAnewWith(Route serving) {
        if (!route.refersTo(serving)) {
            route = new WeakReference<>(serving);
            answered = 0;
            failed = 0;
            answeredBefore = 0;
            failedBefore = 0;
        }
    }

    private Optional<String> probeFails(ModuleHealth.Finding finding) {
        return misses < MISSES
                ? Optional.empty()
                : Optional.of("its health probe failed " + misses + " times in a row"
                        + (finding.reason().isEmpty() ? "." : ": " + finding.reason()));
    }

    private Optional<String> requestsFail() {
        return answered < FEWEST_REQUESTS || failed * ONE_IN <= answered
                ? Optional.empty()
                : Optional.of(failed + " of its " + answered + " requests failed with a server error.");
    }
}
