package com.a64platform.core.engine;

import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/** A journal that lives as long as the test, and can be made to fail at any of its writes. */
public final class InMemoryJournal implements OperationJournal {
    private final Map<String, Operation> operations = new LinkedHashMap<>();
    private final Map<String, Lease> leases = new LinkedHashMap<>();
    private final Map<String, Claim> claims = new LinkedHashMap<>();
    private final Set<String> cancelled = new HashSet<>();
    private IntConsumer atWrite = count -> {};
    private IntConsumer afterWrite = count -> {};
    private int writes;
    private volatile boolean stopped;

    /** From now on it says of itself that it answers no more. */
    public void stop() {
        stopped = true;
    }

    @Override
    public boolean stopped() {
        return stopped;
    }

    /** Calls the hook with the number of each write after it took effect, as if the answer got lost on its way. */
    public void afterWrite(IntConsumer hook) {
        afterWrite = hook;
    }

    /** Calls the hook with the number of each write, from 1, before it takes effect; a beginning counts as no new one. */
    public void atWrite(IntConsumer hook) {
        writes = 0;
        atWrite = hook;
    }

    public int writes() {
        return writes;
    }

    @Override
    public synchronized Lease begin(Operation operation, String owner) {
        atWrite.accept(writes);
        if (!claimable(operation)) {
            throw new ProblemException(ErrorCode.OPERATION_IN_PROGRESS, "busy");
        }
        return put(operation, new Lease(owner, claim(operation, owner), 0));
    }

    @Override
    public synchronized boolean write(Operation operation, Lease lease) {
        atWrite.accept(++writes);
        if (!lease.equals(leases.get(operation.id()))) {
            return false;
        }
        put(operation, lease.beaten());
        afterWrite.accept(writes);
        return true;
    }

    @Override
    public synchronized boolean beat(String id, Lease lease) {
        return leases.replace(id, lease, lease.beaten());
    }

    @Override
    public synchronized boolean end(Operation operation, Lease lease) {
        if (!write(operation, lease)) {
            return false;
        }
        claims.computeIfPresent(
                operation.subject(),
                (subject, claim) -> claim.operation().equals(operation.id()) ? none(claim) : claim);
        return true;
    }

    @Override
    public synchronized Optional<Lease> lease(String id) {
        return Optional.ofNullable(leases.get(id));
    }

    @Override
    public synchronized Optional<Lease> take(Held held, String owner) {
        var operation = held.operation();
        if (!held.lease().equals(leases.get(operation.id())) || !claimable(operation)) {
            return Optional.empty();
        }
        return Optional.of(put(operation, new Lease(owner, claim(operation, owner), 0)));
    }

    @Override
    public synchronized boolean amend(Operation known, Operation amended) {
        return operations.replace(known.id(), known, amended);
    }

    @Override
    public synchronized Optional<Operation> find(String id) {
        return Optional.ofNullable(operations.get(id));
    }

    @Override
    public synchronized List<Held> unfinished() {
        return operations.keySet().stream().flatMap(id -> open(id).stream()).toList();
    }

    @Override
    public synchronized List<Claimed> claimed() {
        return claims.values().stream()
                .filter(claim -> !claim.operation().isEmpty())
                .map(claim -> new Claimed(claim, open(claim.operation())))
                .toList();
    }

    private Optional<Held> open(String id) {
        return find(id).filter(operation -> !operation.state().ended())
                .map(operation -> new Held(operation, leases.get(id), cancelled.contains(id)));
    }

    @Override
    public synchronized void reclaim(Held open) {
        if (claimable(open.operation())) {
            claim(open.operation(), open.lease().owner());
        }
    }

    @Override
    public synchronized void free(Claim claim) {
        claims.replace(claim.subject(), claim, none(claim));
    }

    /** The newest first. */
    public synchronized List<Operation> recent(int limit) {
        return find(Operation.Filter.ALL, 0, limit);
    }

    @Override
    public synchronized boolean cancel(String id) {
        boolean running = find(id).filter(operation -> operation.state() == OperationState.RUNNING)
                .isPresent();
        if (running) {
            cancelled.add(id);
        }
        return running;
    }

    @Override
    public synchronized List<Operation> find(Operation.Filter filter, int skip, int limit) {
        var newest = new ArrayList<>(operations.values());
        Collections.reverse(newest);
        return newest.stream()
                .filter(operation -> matches(filter, operation))
                .skip(skip)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized long count(Operation.Filter filter) {
        return find(filter, 0, Integer.MAX_VALUE).size();
    }

    @Override
    public synchronized long prune(Instant before, int newest) {
        var old = find(Operation.Filter.ALL, newest, Integer.MAX_VALUE).stream()
                .filter(operation -> operation.state().ended())
                .filter(operation -> operation.createdAt().isBefore(before))
                .map(Operation::id)
                .toList();
        operations.keySet().removeAll(old);
        return old.size();
    }

    private static boolean matches(Operation.Filter filter, Operation operation) {
        return wants(filter.kind(), operation.kind())
                && wants(filter.subject(), operation.subject())
                && wants(filter.state(), operation.state())
                && wants(filter.tenantId(), operation.tenantId())
                && wants(filter.startedBy(), operation.startedBy())
                && filter.from()
                        .map(start -> !operation.createdAt().isBefore(start))
                        .orElse(true)
                && filter.to().map(end -> operation.createdAt().isBefore(end)).orElse(true);
    }

    private static <T> boolean wants(Optional<T> wanted, T value) {
        return wanted.map(value::equals).orElse(true);
    }

    private Lease put(Operation operation, Lease lease) {
        operations.put(operation.id(), operation);
        leases.put(operation.id(), lease);
        return lease;
    }

    private boolean claimable(Operation operation) {
        var claim = claims.get(operation.subject());
        return claim == null || claim.operation().isEmpty() || claim.operation().equals(operation.id());
    }

    private long claim(Operation operation, String owner) {
        long fence = Optional.ofNullable(claims.get(operation.subject()))
                        .map(Claim::fence)
                        .orElse(0L)
                + 1;
        claims.put(operation.subject(), new Claim(operation.subject(), operation.id(), owner, fence));
        return fence;
    }

    private static Claim none(Claim claim) {
        return new Claim(claim.subject(), "", claim.owner(), claim.fence());
    }
}
