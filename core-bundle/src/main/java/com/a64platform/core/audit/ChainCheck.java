package com.a64platform.core.audit;

import com.a64platform.core.audit.AuditHead.Damaged;
import com.a64platform.core.audit.AuditHead.End;
import com.a64platform.core.audit.ChainReport.Chain;
import com.a64platform.core.audit.ChainReport.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Checks the chains of all nodes, and this node's also against the home's record of its end. Used once. */
final class ChainCheck {
    private final AuditRepository entries;
    private final String node;
    private final Head head;
    private final List<Chain> chains = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    /** Reads the home's record while nobody is writing. */
    interface Head {
        Optional<End> read() throws Damaged;
    }

    ChainCheck(AuditRepository entries, String node, Head head) {
        this.entries = entries;
        this.node = node;
        this.head = head;
    }

    ChainReport check() {
        var names = new TreeSet<>(entries.nodes());
        names.add(node); // it may have lost all of its entries
        names.forEach(this::check);
        return new ChainReport(chains, findings);
    }

    private void check(String name) {
        long stored = entries.countOf(name);
        var before = name.equals(node) ? end() : Optional.<End>empty();
        var walk = new ChainWalk(entries, name).walk();
        if (walk.counted() < stored) {
            walk.find(
                    0,
                    "",
                    (stored - walk.counted()) + " entries cannot be read as such; they were changed or inserted");
        }
        before.ifPresent(end -> compare(end, walk));
        chains.add(new Chain(name, walk.counted(), name.equals(node)));
        findings.addAll(walk.findings());
    }

    private void compare(End before, ChainWalk walk) {
        if (walk.lastSeq() < before.seq()) {
            walk.find(
                    walk.lastSeq() + 1,
                    "",
                    ChainWalk.missing(walk.lastSeq() + 1, before.seq()) + "; the end of the log was cut off");
            return;
        }
        entries.after(node, before.seq() - 1, 1).stream()
                .filter(entry -> entry.seq() == before.seq() && !entry.hash().equals(before.hash()))
                .forEach(entry ->
                        walk.find(entry.seq(), entry.entry().logId(), "it is not the entry that this node wrote last"));
        // what is written meanwhile is behind the end that was read before, and not behind the one read now
        long end = end().map(End::seq).orElse(before.seq());
        entries.after(node, end, 1).stream()
                .filter(entry -> entry.seq() <= walk.lastSeq())
                .forEach(entry -> walk.find(
                        entry.seq(), entry.entry().logId(), "it was not written by this node; it was inserted"));
    }

    private Optional<End> end() {
        try {
            var end = head.read();
            if (end.isEmpty() && entries.countOf(node) > 0) {
                findings.add(new Finding(node, 0, "", "the home's record of where its log ends is gone"));
            }
            return end;
        } catch (Damaged damaged) {
            findings.add(new Finding(node, 0, "", damaged.getMessage()));
            return Optional.empty();
        }
    }
}
