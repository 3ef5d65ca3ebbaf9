package com.a64platform.core.engine;

import com.a64platform.core.engine.OperationJournal.Claim;
import com.a64platform.core.engine.OperationJournal.Held;
import com.a64platform.core.engine.OperationJournal.Lease;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which operations this node may take up: what a process of it left behind at once, what another node holds when its lease
 * has stood still for one TTL. Looked at by one thread; the rest is thread-safe.
 */
final class Takeovers {
    private final OperationJournal journal;
    private final String node;
    private final HeldLease.Times times;
    private final Clock clock;
    private final Sightings seen;
    /** Ids of those that this process begins, runs or has died in: nobody in it takes them up. */
    private final Set<String> mine = ConcurrentHashMap.newKeySet();

    Takeovers(OperationJournal journal, String node, HeldLease.Times times, Clock clock) {
        this.journal = journal;
        this.node = node;
        this.times = times;
        this.clock = clock;
        this.seen = new Sightings(times.ttl(), times.nanos());
    }

    /**
     * Begins an operation of this process; {@link #leave} it whatever comes of it.
     *
     * @throws ProblemException OPERATION_IN_PROGRESS, or what its definition refuses with; it was left then
     */
    HeldLease begin(Operation operation, OperationDefinition definition) {
        mine.add(operation.id());
        try {
            long asOf = times.now();
            var lease = new HeldLease(journal, operation.id(), journal.begin(operation, node), times, asOf);
            recheck(operation, definition, lease);
            return lease;
        } catch (RuntimeException refused) {
            leave(operation.id());
            throw refused;
        }
    }

    /** When beginning took too long somebody may have found the subject claimed for nothing and given it free. */
    private void recheck(Operation operation, OperationDefinition definition, HeldLease lease) {
        try {
            if (lease.overdue()) {
                throw new ProblemException(
                        ErrorCode.STORE_UNAVAILABLE, "The store took too long to write the operation down; ask again.");
            }
            definition.recheck(operation);
        } catch (ProblemException refusal) {
            var now = clock.instant();
            lease.end(operation.failed(Operation.Failure.of(refusal), now).in(OperationState.FAILED, now));
            throw refusal;
        }
    }

    void leave(String id) {
        mine.remove(id);
    }

    /** What a killed process of this node left behind. Claims that it made for nothing are given free. */
    List<Held> own() {
        journal.stray().stream().filter(claim -> claim.owner().equals(node)).forEach(journal::free);
        return journal.unfinished().stream().filter(this::ofThisNode).toList();
    }

    /**
     * What may be taken up now. Claims that stood still and hold for nothing are given free.
     *
     * @param cancelled hears of each that somebody wants undone
     */
    List<Held> left(Consumer<String> cancelled) {
        long readAt = seen.now();
        var claimed = journal.claimed();
        var open = claimed.stream().flatMap(found -> found.open().stream()).toList();
        open.stream().filter(Held::cancelled).map(held -> held.operation().id()).forEach(cancelled);
        var stray = claimed.stream().flatMap(found -> found.stray().stream()).toList();
        seen.keepOnly(Stream.concat(
                        open.stream().map(held -> held.operation().id()),
                        stray.stream().map(Claim::subject))
                .collect(Collectors.toSet()));
        stray.stream()
                .filter(claim -> !mine.contains(claim.operation()))
                .filter(claim -> seen.stoodStill(claim.subject(), claim, readAt))
                .forEach(journal::free);
        return open.stream().filter(held -> isLeft(held, readAt)).toList();
    }

    /**
     * Leads to those that no claim leads to, so that they are found by {@link #left}: one whose beginning took so long that
     * its claim was given free, by a node that died before it saw that. Reads all operations.
     */
    void reclaim() {
        var claimed = journal.claimed().stream()
                .map(found -> found.claim().operation())
                .collect(Collectors.toSet());
        journal.unfinished().stream()
                .filter(held -> !claimed.contains(held.operation().id()))
                .filter(held -> !mine.contains(held.operation().id()))
                .forEach(journal::reclaim);
    }

    /** Empty when somebody else has it; otherwise {@link #leave} it whatever comes of it. */
    Optional<HeldLease> take(Held held) {
        var id = held.operation().id();
        if (!mine.add(id)) {
            return Optional.empty();
        }
        long asOf = times.now();
        Optional<Lease> lease = Optional.empty();
        try {
            lease = journal.take(held, node);
        } finally {
            if (lease.isEmpty()) {
                mine.remove(id);
            }
        }
        return lease.map(taken -> new HeldLease(journal, id, taken, times, asOf));
    }

    private boolean isLeft(Held held, long readAt) {
        boolean stood = seen.stoodStill(held.operation().id(), held.lease(), readAt);
        return !mine.contains(held.operation().id()) && (stood || ofThisNode(held));
    }

    /** An operation without an owner is of a version of the platform in which there was none. */
    private boolean ofThisNode(Held held) {
        return held.lease().owner().equals(node) || held.lease().owner().isEmpty();
    }
}
