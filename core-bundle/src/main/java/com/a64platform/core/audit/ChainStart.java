package com.a64platform.core.audit;

import com.a64platform.core.audit.AuditHead.Damaged;
import com.a64platform.core.audit.AuditHead.End;
import java.util.Map;
import java.util.Optional;

/**
 * Holds a node's chain against the home's record of its end, when the node starts. Entries behind that end are taken over
 * only when they follow from it and the node did not end in order after it: then they were written in the moment before it
 * was killed or the power went. Used once.
 */
final class ChainStart {
    private static final int BATCH = 500;

    private final AuditRepository entries;
    private final String node;
    private Optional<String> broken = Optional.empty();
    private Optional<ChainedEntry> takenOver = Optional.empty();
    private long from;

    ChainStart(AuditRepository entries, String node) {
        this.entries = entries;
        this.node = node;
    }

    void look(AuditHead head) {
        try {
            var end = head.read();
            if (end.isPresent()) {
                compare(end.get());
            } else if (entries.countOf(node) > 0) {
                broken = Optional.of("the home's record of where its log ends is gone; " + ends());
            }
        } catch (Damaged damaged) {
            broken = Optional.of(damaged.getMessage() + "; " + ends());
        }
    }

    /** What is not as it was written. */
    Optional<String> broken() {
        return broken;
    }

    /** The last of the entries that were taken over. */
    Optional<ChainedEntry> takenOver() {
        return takenOver;
    }

    Map<String, String> details() {
        return Map.of(
                "from",
                String.valueOf(from),
                "to",
                takenOver.map(last -> String.valueOf(last.seq())).orElse(""));
    }

    private void compare(End end) {
        var at = entries.after(node, end.seq() - 1, 1).stream()
                .filter(entry -> entry.seq() == end.seq())
                .findFirst();
        if (!end.node().equals(node)) {
            broken = Optional.of("the home's record of where its log ends is another node's");
        } else if (at.isEmpty()) {
            broken = Optional.of(cutOff(end));
        } else if (!at.get().intact() || !at.get().hash().equals(end.hash())) {
            broken = Optional.of("entry " + end.seq() + " is not the one that this node wrote");
        } else {
            takeOver(end, at.get());
        }
    }

    private void takeOver(End end, ChainedEntry last) {
        var previous = last;
        for (var batch = entries.after(node, last.seq(), BATCH);
                !batch.isEmpty();
                batch = entries.after(node, previous.seq(), BATCH)) {
            for (var entry : batch) {
                if (end.closed() || !entry.intact() || !entry.follows(Optional.of(previous))) {
                    broken = Optional.of("entry " + entry.seq() + " was not written by this node");
                    return;
                }
                previous = entry;
                from = from == 0 ? entry.seq() : from;
                takenOver = Optional.of(entry);
            }
        }
    }

    private String cutOff(End end) {
        long last = entries.last(node).map(ChainedEntry::seq).orElse(0L);
        return last >= end.seq()
                ? ChainWalk.missing(end.seq(), end.seq()) + " that this node wrote as number " + end.seq()
                : ChainWalk.missing(last + 1, end.seq()) + "; the log was cut off or put back to an older state";
    }

    private String ends() {
        return "the log ends at number "
                + entries.last(node).map(ChainedEntry::seq).orElse(0L);
    }
}
