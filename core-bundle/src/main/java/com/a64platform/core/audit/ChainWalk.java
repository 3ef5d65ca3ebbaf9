package com.a64platform.core.audit;

import com.a64platform.core.audit.ChainReport.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Walks one node's chain from its first entry and names whatever is not as it was written. Used by one thread, once. */
final class ChainWalk {
    private static final int BATCH = 500;
    /** A log that was rewritten as a whole must not become a report as long as itself. */
    private static final int MOST_FINDINGS = 100;

    private final AuditRepository entries;
    private final String node;
    private final List<Finding> findings = new ArrayList<>();
    /** Entries that are not what their hash says: some may only stand in another place than they were written to. */
    private final Map<Long, ChainedEntry> changed = new LinkedHashMap<>();

    private Optional<ChainedEntry> previous = Optional.empty();
    private long counted;

    ChainWalk(AuditRepository entries, String node) {
        this.entries = entries;
        this.node = node;
    }

    /** Walks to the end of what is stored now. */
    ChainWalk walk() {
        long last = 0;
        for (var batch = entries.after(node, last, BATCH); !batch.isEmpty(); batch = entries.after(node, last, BATCH)) {
            batch.forEach(this::look);
            last = batch.get(batch.size() - 1).seq();
        }
        changed.values().forEach(this::tellChanged);
        return this;
    }

    List<Finding> findings() {
        return findings;
    }

    long counted() {
        return counted;
    }

    /** Number of the last entry; 0 when there is none. */
    long lastSeq() {
        return previous.map(ChainedEntry::seq).orElse(0L);
    }

    void find(long seq, String logId, String wrong) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(new Finding(node, seq, logId, wrong));
        }
    }

    private void look(ChainedEntry entry) {
        counted++;
        long expected = lastSeq() + 1;
        if (entry.seq() < expected) {
            find(entry, "a second entry has this number; one of the two was inserted");
        } else if (entry.seq() > expected) {
            find(expected, "", missing(expected, entry.seq() - 1));
        }
        if (!entry.intact()) {
            changed.put(entry.seq(), entry);
        } else if (entry.seq() == expected && !changed.containsKey(lastSeq()) && !entry.follows(previous)) {
            find(entry, "it does not follow from the entry before it; one of the two was inserted or written anew");
        }
        if (entry.entry().action().equals(AuditLog.BREAK)) {
            find(entry, "a start found: " + entry.entry().errorMessage());
        }
        previous = Optional.of(entry);
    }

    static String missing(long from, long to) {
        return from == to ? "the entry is missing" : "the entries " + from + " to " + to + " are missing";
    }

    private void tellChanged(ChainedEntry entry) {
        var written = changed.keySet().stream().filter(entry::wasNumber).findFirst();
        find(
                entry,
                written.map(seq -> "it was moved here; it was written as number " + seq)
                        .orElse("it was changed: its content is not what its hash was made of"));
    }

    private void find(ChainedEntry entry, String wrong) {
        find(entry.seq(), entry.entry().logId(), wrong);
    }
}
