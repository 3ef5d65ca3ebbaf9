package com.a64platform.core.snapshots;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Snapshots in memory. */
public final class InMemorySnapshots implements SnapshotRepository {
    private final Map<String, Snapshot> byId = new ConcurrentHashMap<>();

    @Override
    public void put(Snapshot snapshot) {
        byId.put(snapshot.id(), snapshot);
    }

    @Override
    public Optional<Snapshot> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public List<Snapshot> all() {
        return byId.values().stream()
                .sorted(Comparator.comparing(Snapshot::createdAt).reversed())
                .toList();
    }

    @Override
    public void remove(String id) {
        byId.remove(id);
    }
}
