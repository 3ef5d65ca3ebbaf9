package com.a64platform.core.upkeep;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.audit.AuditLog;
import com.a64platform.core.audit.ChainReport;
import com.a64platform.core.backup.Backup;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.upkeep.OwnerRequest.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the owner's requests within half a second once the node is ready, one after the other, and answers them. */
@Component(service = OwnerDesk.class, immediate = true)
public final class OwnerDesk {
    private static final Logger log = LoggerFactory.getLogger(OwnerDesk.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int FOUND = 1;
    private static final int MOST_LINES = 200;

    private final Home home;
    private final Readiness readiness;
    private final Map<String, Supplier<Answer>> work;
    private final Thread watcher;

    @Reference(policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<OwnerWork> others = List.of();

    @Activate
    public OwnerDesk(
            @Reference Platform platform,
            @Reference Readiness readiness,
            @Reference AuditLog audit,
            @Reference RotateKeys keys,
            @Reference Backup backup,
            @Reference Workers workers) {
        this.home = platform.home();
        this.readiness = readiness;
        this.work = Map.of(
                OwnerRequest.AUDIT_VERIFY,
                () -> told(audit.verify()),
                OwnerRequest.ROTATE_KEYS,
                keys::rotateAndTell,
                OwnerRequest.BACKUP,
                () -> told(backup, backup.make(Audit.Actor.SYSTEM)));
        this.watcher = workers.repeat("owner-desk", PAUSE, this::serveAll);
    }

    @Deactivate
    public void close() {
        watcher.interrupt();
    }

    private void serveAll() {
        if (readiness.phase() == Readiness.Phase.READY) {
            work.forEach((name, answer) -> serve(new OwnerRequest(home, name), arguments -> answer.get()));
            others.forEach(other -> serve(new OwnerRequest(home, other.name()), other::answer));
        }
    }

    private void serve(OwnerRequest request, Function<Map<String, String>, Answer> answer) {
        try {
            var taken = request.take();
            if (taken.isPresent()) {
                request.answer(
                        taken.get().id(),
                        answered(() -> answer.apply(taken.get().arguments())));
            }
        } catch (MalformedDocumentException | PrivateFile.Exposed refused) {
            log.warn("A request of the owner was refused: {}", refused.getMessage());
            request.withdraw();
        }
    }

    private static Answer answered(Supplier<Answer> answer) {
        try {
            return answer.get();
        } catch (ProblemException refusal) {
            return new Answer(FOUND, List.of(refusal.detail()));
        }
    }

    private static Answer told(Backup backup, Operation ended) {
        return ended.state() == OperationState.SUCCEEDED
                ? new Answer(0, List.of(backup.told(ended)))
                : new Answer(
                        FOUND,
                        List.of("The backup has not ended well: "
                                + ended.failure().map(Operation.Failure::detail).orElse("it is still running")));
    }

    static Answer told(ChainReport report) {
        List<String> lines = new ArrayList<>();
        report.findings().stream()
                .limit(MOST_LINES)
                .forEach(found -> lines.add("node " + found.node()
                        + (found.seq() == 0 ? "" : ", entry " + found.seq())
                        + (found.logId().isEmpty() ? "" : " (" + found.logId() + ")")
                        + ": " + found.wrong()));
        for (var chain : report.chains()) {
            lines.add("node " + chain.node() + ": " + chain.entries() + " entries"
                    + (chain.headHere()
                            ? ", held against this home's record of their end"
                            : "; where they end is recorded in that node's home only, ask there as well"));
        }
        lines.add(
                report.intact()
                        ? "The audit log is as it was written: " + report.entries() + " entries."
                        : "The audit log is not as it was written: "
                                + report.findings().size() + " findings.");
        return new Answer(report.intact() ? 0 : FOUND, lines);
    }
}
