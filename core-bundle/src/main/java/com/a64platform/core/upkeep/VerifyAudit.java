package com.a64platform.core.upkeep;

import com.a64platform.core.audit.AuditLog;
import com.a64platform.core.audit.ChainReport;
import com.a64platform.core.upkeep.OwnerRequest.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says whether the audit log is as it was written. */
@Component(service = OwnerWork.class)
public final class VerifyAudit implements OwnerWork {
    private static final int FOUND = 1;
    private static final int MOST_LINES = 200;

    private final AuditLog audit;

    @Activate
    public VerifyAudit(@Reference AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public String name() {
        return OwnerRequest.AUDIT_VERIFY;
    }

    @Override
    public Answer answer(Map<String, String> arguments) {
        return told(audit.verify());
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
