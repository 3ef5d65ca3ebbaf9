package com.a64platform.core.audit;

import com.a64platform.core.crypto.Digests;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An entry in the chain of its node. Immutable.
 *
 * @param seq counts a node's entries from 1 without a gap
 * @param previousHash the hash of the entry before it; {@link #START} for the first
 * @param hash over all else, so that a changed, removed or inserted entry breaks the chain
 */
public record ChainedEntry(String node, long seq, String previousHash, String hash, AuditEntry entry) {
    /** What the first entry of a node has as its previous hash. */
    public static final String START = "0".repeat(64);

    static ChainedEntry first(String node, AuditEntry entry) {
        return chained(node, 1, START, entry);
    }

    ChainedEntry next(AuditEntry following) {
        return chained(node, seq + 1, hash, following);
    }

    /** Whether the entry still is what was hashed. */
    boolean intact() {
        return hash.equals(hash(node, seq, previousHash, entry));
    }

    /** Whether it follows from the one before it; without one, whether it is the first. */
    boolean follows(Optional<ChainedEntry> before) {
        return previousHash.equals(before.map(ChainedEntry::hash).orElse(START));
    }

    /** Whether it is what was hashed under another number. */
    boolean wasNumber(long other) {
        return hash.equals(hash(node, other, previousHash, entry));
    }

    private static ChainedEntry chained(String node, long seq, String previousHash, AuditEntry entry) {
        return new ChainedEntry(node, seq, previousHash, hash(node, seq, previousHash, entry), entry);
    }

    /** SHA-256 of a JSON array: its members cannot run into each other. */
    private static String hash(String node, long seq, String previousHash, AuditEntry entry) {
        var details = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(entry.details()).forEach(details::put);
        var text = JsonNodeFactory.instance
                .arrayNode()
                .add(node)
                .add(seq)
                .add(previousHash)
                .add(entry.logId())
                .add(entry.moduleId())
                .add(entry.moduleName())
                .add(entry.userId())
                .add(entry.userEmail())
                .add(entry.action())
                .add(entry.status())
                .add(details)
                .add(entry.errorMessage())
                .add(entry.timestamp().toEpochMilli())
                .add(entry.ipAddress())
                .add(entry.userAgent())
                .toString();
        return Digests.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
