package com.a64platform.core.audit;

import com.a64platform.core.audit.AuditHead.Damaged;
import com.a64platform.core.audit.AuditHead.End;
import com.a64platform.core.platform.Node;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends to the chain of this node, and checks the chains of all. Thread-safe: one entry after the other. */
@Component(service = {Audit.class, AuditLog.class})
public final class AuditLog implements Audit {
    /** The action of the entry that says that the log was not as it was written. */
    static final String BREAK = "audit.broken";

    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);
    private static final int TRIES = 5;

    private final AuditRepository entries;
    private final String node;
    private final Clock clock;
    private final AuditHead end;
    /** The node's last entry as far as this process knows; empty makes the next append ask the store. */
    private Optional<ChainedEntry> head = Optional.empty();

    @Activate
    public AuditLog(@Reference AuditRepository entries, @Reference Node node, @Reference Platform platform) {
        this(entries, node.id(), Clock.systemUTC(), new AuditHead(platform.home()));
    }

    public AuditLog(AuditRepository entries, String node, Clock clock, AuditHead end) {
        this.entries = entries;
        this.node = node;
        this.clock = clock;
        this.end = end;
        settle();
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

    /** Walks every node's chain and names whatever is not as it was written. */
    public ChainReport verify() {
        return new ChainCheck(entries, node, this::end).check();
    }

    /** Notes in the home that nothing more is written. */
    @Deactivate
    public synchronized void close() throws IOException {
        end.close();
    }

    /** Where the home says that this node's chain ends; what is being written has been when this returns. */
    private synchronized Optional<End> end() throws Damaged {
        return end.read();
    }

    /**
     * Holds the log against the home's record of its end. A difference is written into the log, where it stays for good:
     * going on would else hide it.
     */
    private void settle() {
        var start = new ChainStart(entries, node);
        start.look(end);
        start.takenOver().ifPresent(last -> {
            end.advance(End.at(last));
            record(Actor.SYSTEM, "audit.recovered", "", "success", start.details());
        });
        start.broken().ifPresent(what -> {
            log.error("The audit log is not as it was written: {}", what);
            record(Actor.SYSTEM, BREAK, "", "failure", Map.of("error", what));
        });
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
        end.advance(End.at(next));
        return true;
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
