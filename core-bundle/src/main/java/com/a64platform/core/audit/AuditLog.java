package com.a64platform.core.audit;

import com.a64platform.core.platform.Node;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Appends to the chain of this node, and checks the chains of all. Thread-safe: one entry after the other. */
@Component(service = {Audit.class, AuditLog.class})
public final class AuditLog implements Audit {
    private static final int BATCH = 500;
    private static final int TRIES = 5;

    private final AuditRepository entries;
    private final String node;
    private final Clock clock;
    /** The node's last entry as far as this process knows; empty makes the next append ask the store. */
    private Optional<ChainedEntry> head = Optional.empty();

    @Activate
    public AuditLog(@Reference AuditRepository entries, @Reference Node node) {
        this(entries, node.id(), Clock.systemUTC());
    }

    public AuditLog(AuditRepository entries, String node, Clock clock) {
        this.entries = entries;
        this.node = node;
        this.clock = clock;
    }

    @Override
    public synchronized void record(
            Actor actor, String action, String module, String status, Map<String, String> details) {
        var entry = entry(actor, action, module, status, details);
        for (int tried = 0; tried < TRIES; tried++) {
            if (appended(entry)) {
                return;
            }
        }
        throw new ProblemException(
                ErrorCode.STORE_UNAVAILABLE,
                "The audit log cannot be written: another process writes as the same node; give it a home of its own.");
    }

    public AuditRepository entries() {
        return entries;
    }

    /** Walks every node's chain and names the first bad entry. */
    public ChainVerdict verify() {
        long counted = 0;
        for (var name : entries.nodes()) {
            var verdict = verify(name);
            if (!(verdict instanceof ChainVerdict.Intact intact)) {
                return verdict;
            }
            counted += intact.entries();
        }
        return missingTail(counted);
    }

    /** What was appended meanwhile and failed is unknown, so the store is asked again. */
    private boolean appended(AuditEntry entry) {
        var last = head.or(() -> entries.last(node));
        head = Optional.empty();
        var next = last.map(before -> before.next(entry)).orElseGet(() -> ChainedEntry.first(node, entry));
        if (!entries.append(next)) {
            return false;
        }
        head = Optional.of(next);
        return true;
    }

    private ChainVerdict verify(String name) {
        long seq = 0;
        var previous = ChainedEntry.START;
        for (var batch = entries.after(name, 0, BATCH); !batch.isEmpty(); batch = entries.after(name, seq, BATCH)) {
            for (var entry : batch) {
                seq++;
                if (entry.seq() != seq) {
                    return new ChainVerdict.Broken(name, seq, "the entry is missing");
                }
                if (!entry.intact() || !entry.previousHash().equals(previous)) {
                    return new ChainVerdict.Broken(name, seq, "the entry is not as it was written");
                }
                previous = entry.hash();
            }
        }
        return new ChainVerdict.Intact(seq);
    }

    /** A cut-off end leaves a chain that holds; only what this process has written itself tells. */
    private synchronized ChainVerdict missingTail(long counted) {
        long stored = entries.last(node).map(ChainedEntry::seq).orElse(0L);
        if (head.isPresent() && stored < head.get().seq()) {
            return new ChainVerdict.Broken(node, stored + 1, "the entry is missing");
        }
        return new ChainVerdict.Intact(counted);
    }

    private AuditEntry entry(Actor actor, String action, String module, String status, Map<String, String> details) {
        return new AuditEntry(
                UUID.randomUUID().toString(),
                module,
                module,
                actor.userId(),
                actor.userEmail(),
                action,
                status,
                details,
                details.getOrDefault("error", ""),
                clock.instant().truncatedTo(ChronoUnit.MILLIS), // what the store keeps, or the hash would not hold
                actor.ipAddress(),
                actor.userAgent());
    }
}
