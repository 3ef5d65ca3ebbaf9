package com.a64platform.core.audit;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps the log. Thread-safe; there is no way to change or remove an entry. */
public interface AuditRepository {
    /**
     * Appends; the entry is durable on return.
     *
     * @return false when the node has an entry of this number already
     */
    boolean append(ChainedEntry entry);

    /** The node's entry of the highest number. */
    Optional<ChainedEntry> last(String node);

    /** A node's entries by number, starting after one. */
    List<ChainedEntry> after(String node, long seq, int limit);

    /** How many entries of a node there are, in whatever form: those that cannot be read as such too. */
    long countOf(String node);

    /** Every node that has written. */
    List<String> nodes();

    /** The newest first. */
    List<AuditEntry> find(AuditFilter filter, int skip, int limit);

    long count(AuditFilter filter);

    /** All that match, the newest first, without holding them in memory. */
    void each(AuditFilter filter, Consumer<AuditEntry> consumer);
}
