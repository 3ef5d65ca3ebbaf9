package com.a64platform.core.operations;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/** A journal that lives as long as the test, and can be made to fail at any of its writes. */
public final class InMemoryJournal implements OperationJournal {
    private final Map<String, Operation> operations = new LinkedHashMap<>();
    private final Map<String, String> claims = new LinkedHashMap<>();
    private IntConsumer atWrite = count -> {};
    private int writes;

    /** Calls the hook with the number of each write, from 1, before it takes effect; a beginning counts as no new one. */
    public void atWrite(IntConsumer hook) {
        writes = 0;
        atWrite = hook;
    }

    public int writes() {
        return writes;
    }

    @Override
    public synchronized void begin(Operation operation) {
        atWrite.accept(writes);
        if (claims.putIfAbsent(operation.subject(), operation.id()) != null) {
            throw new ProblemException(ErrorCode.OPERATION_IN_PROGRESS, "busy");
        }
        operations.put(operation.id(), operation);
    }

    @Override
    public synchronized void write(Operation operation) {
        atWrite.accept(++writes);
        operations.put(operation.id(), operation);
    }

    @Override
    public synchronized void end(Operation operation) {
        write(operation);
        claims.remove(operation.subject(), operation.id());
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
    public synchronized List<Operation> unfinished() {
        var open = operations.values().stream()
                .filter(operation -> !operation.state().ended())
                .toList();
        claims.values().retainAll(open.stream().map(Operation::id).toList());
        return open;
    }

    @Override
    public synchronized List<Operation> recent(int limit) {
        var newest = new ArrayList<>(operations.values());
        java.util.Collections.reverse(newest);
        return newest.stream().limit(limit).toList();
    }
}
