package com.a64platform.core.findings;

import java.time.Instant;
import java.util.List;

/**
 * What the scan of an artifact found. Immutable.
 *
 * @param score 100 when nothing speaks against it, 0 when it is forbidden
 * @param rulesVersion which rules were asked; a report of other rules says nothing
 */
public record ScanReport(int score, List<Finding> findings, Instant scannedAt, String rulesVersion) {
    /** An artifact that scores less is refused. */
    public static final int MINIMUM = 70;

    public ScanReport {
        findings = List.copyOf(findings);
        if (score < 0 || score > 100) {
            throw new IllegalArgumentException("A score is from 0 to 100");
        }
    }

    public boolean passes() {
        return score >= MINIMUM && findings.stream().noneMatch(finding -> finding.severity() == Severity.FORBIDDEN);
    }

    /** The report in a sentence, for people. */
    public String sentence() {
        return "Its scan gave " + score + " of 100"
                + (findings.isEmpty() ? ", with nothing found." : ", with " + findings.size() + " findings.");
    }
}
