package com.a64platform.core.audit;

import java.util.List;

/** Whether the past is as it was written. Immutable. */
public record ChainReport(List<Chain> chains, List<Finding> findings) {
    public ChainReport {
        chains = List.copyOf(chains);
        findings = List.copyOf(findings);
    }

    /** Whether every chain holds and this home's head is where its chain ends. */
    public boolean intact() {
        return findings.isEmpty();
    }

    /** All entries of all nodes. */
    public long entries() {
        return chains.stream().mapToLong(Chain::entries).sum();
    }

    /**
     * One node's chain.
     *
     * @param headHere whether the node's head is in this home; of another node's chain a cut-off end does not show here
     */
    public record Chain(String node, long entries, boolean headHere) {}

    /**
     * Something that is not as it was written.
     *
     * @param seq number of the entry in the node's chain; 0 when no entry is meant
     * @param logId the entry's; empty when it is not there
     * @param wrong what is wrong with it, one sentence
     */
    public record Finding(String node, long seq, String logId, String wrong) {}
}
