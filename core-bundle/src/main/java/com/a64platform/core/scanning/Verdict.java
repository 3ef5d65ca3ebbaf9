package com.a64platform.core.scanning;

import com.a64platform.core.findings.Finding;
import com.a64platform.core.findings.ScanReport;
import com.a64platform.core.findings.Severity;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.problem.ProblemException.FieldError;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What findings come to. */
final class Verdict {
    private static final int TOLD = 3;

    private Verdict() {}

    /** Every rule that is broken costs its weight once. */
    static ScanReport of(List<Finding> findings, Instant now) {
        Set<String> broken = findings.stream()
                .filter(finding -> finding.severity() != Severity.PERMITTED)
                .map(Finding::rule)
                .collect(Collectors.toSet());
        int lost = Rules.ALL.stream()
                .filter(rule -> broken.contains(rule.id()))
                .mapToInt(Rule::weight)
                .sum();
        return new ScanReport(Math.max(0, 100 - lost), findings, now, Rules.VERSION);
    }

    /** @throws ProblemException ARTIFACT_REFUSED with what speaks against it */
    static ScanReport orThrow(ScanReport report) {
        if (report.passes()) {
            return report;
        }
        List<Finding> against = report.findings().stream()
                .filter(finding -> finding.severity() != Severity.PERMITTED)
                .sorted((a, b) -> a.severity().compareTo(b.severity()))
                .toList();
        String told = against.stream().limit(TOLD).map(Verdict::told).collect(Collectors.joining(". "));
        String more = against.size() > TOLD ? ". And " + (against.size() - TOLD) + " more" : "";
        throw new ProblemException(
                ErrorCode.ARTIFACT_REFUSED,
                "The artifact is refused: its score is " + report.score() + " of 100, at least " + ScanReport.MINIMUM
                        + " is needed and nothing forbidden. " + told + more + ".",
                against.stream()
                        .map(finding -> new FieldError("/findings/" + finding.rule(), told(finding)))
                        .toList());
    }

    private static String told(Finding finding) {
        return finding.place() + " " + finding.sentence();
    }
}
