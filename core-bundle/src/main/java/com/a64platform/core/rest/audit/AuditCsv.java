package com.a64platform.core.rest.audit;

import com.a64platform.core.audit.AuditEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes entries as CSV (RFC 4180) that a spreadsheet does not take for formulas. */
final class AuditCsv {
    private static final String HEADER = "logId,moduleId,moduleName,userId,userEmail,action,status,details,"
            + "errorMessage,timestamp,ipAddress,userAgent";
    /** What makes a spreadsheet calculate; OWASP "CSV Injection". */
    private static final String FORMULA_STARTS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private final Writer out;

    AuditCsv(Writer out) {
        this.out = out;
        line(HEADER);
    }

    void add(AuditEntry entry) {
        var details = new TreeMap<>(entry.details())
                .entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining("; "));
        line(Stream.of(
                        entry.logId(),
                        entry.moduleId(),
                        entry.moduleName(),
                        entry.userId(),
                        entry.userEmail(),
                        entry.action(),
                        entry.status(),
                        details,
                        entry.errorMessage(),
                        entry.timestamp().toString(),
                        entry.ipAddress(),
                        entry.userAgent())
                .map(AuditCsv::field)
                .collect(Collectors.joining(",")));
    }

    /** A leading apostrophe makes it text; doubled quotes end no field. */
    static String field(String value) {
        boolean formula = !value.isEmpty() && FORMULA_STARTS.indexOf(value.charAt(0)) >= 0;
        return "\"" + (formula ? "'" : "") + value.replace("\"", "\"\"") + "\"";
    }

    private void line(String text) {
        try {
            out.write(text + "\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
