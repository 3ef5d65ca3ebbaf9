package com.a64platform.core.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Keeps the log in a list that a test may tamper with. */
public final class InMemoryAuditRepository implements AuditRepository {
    final List<ChainedEntry> entries = new ArrayList<>();
    /** Every number is taken. */
    boolean full;

    @Override
    public boolean append(ChainedEntry entry) {
        if (full || entries.stream().anyMatch(old -> old.node().equals(entry.node()) && old.seq() == entry.seq())) {
            return false;
        }
        return entries.add(entry);
    }

    @Override
    public Optional<ChainedEntry> last(String node) {
        return ofNode(node).max(Comparator.comparing(ChainedEntry::seq));
    }

    @Override
    public List<ChainedEntry> after(String node, long seq, int limit) {
        return ofNode(node)
                .filter(entry -> entry.seq() > seq)
                .sorted(Comparator.comparing(ChainedEntry::seq))
                .limit(limit)
                .toList();
    }

    @Override
    public long countOf(String node) {
        return ofNode(node).count();
    }

    @Override
    public List<String> nodes() {
        return entries.stream().map(ChainedEntry::node).distinct().toList();
    }

    @Override
    public List<AuditEntry> find(AuditFilter filter, int skip, int limit) {
        return matching(filter).skip(skip).limit(limit).toList();
    }

    @Override
    public long count(AuditFilter filter) {
        return matching(filter).count();
    }

    @Override
    public void each(AuditFilter filter, Consumer<AuditEntry> consumer) {
        matching(filter).forEach(consumer);
    }

    private Stream<ChainedEntry> ofNode(String node) {
        return entries.stream().filter(entry -> entry.node().equals(node));
    }

    private Stream<AuditEntry> matching(AuditFilter filter) {
        return entries.stream()
                .sorted(Comparator.<ChainedEntry, Instant>comparing(
                                chained -> chained.entry().timestamp())
                        .thenComparing(ChainedEntry::seq)
                        .reversed())
                .map(ChainedEntry::entry)
                .filter(filter::matches);
    }
}
