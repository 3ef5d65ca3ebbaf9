package com.a64platform.core.rest.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.audit.Audit.Actor;
import com.a64platform.core.audit.AuditEntry;
import com.a64platform.core.audit.AuditHead;
import com.a64platform.core.audit.AuditLog;
import com.a64platform.core.audit.InMemoryAuditRepository;
import com.a64platform.core.platform.Home;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.problem.ProblemException.FieldError;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditResourceTest {
    @TempDir
    private Path home;

    private AuditLog log;
    private AuditResource resource;
    private final AuditQuery query = new AuditQuery();

    @BeforeEach
    void write() {
        var head = new AuditHead(new Home(home));
        log = new AuditLog(new InMemoryAuditRepository(), "node-a", Clock.systemUTC(), head);
        resource = new AuditResource(log);
        log.record(
                new Actor("u1", "anna@example.org", "192.0.2.1", "=cmd|' /C calc'!A0"),
                "auth.login",
                "",
                "success",
                Map.of());
        log.record(
                new Actor("u2", "bob@example.org", "192.0.2.2", "curl \"7\""),
                "module.install",
                "farm-manager",
                "failure",
                Map.of("error", "no license", "version", "1.0.0"));
    }

    @Test
    void listsTheNewestFirstInPages() {
        var page = resource.list(query, "1", "1");

        assertThat(page.total()).isEqualTo(2);
        assertThat(page.totalPages()).isEqualTo(2);
        assertThat(page.data()).extracting(AuditEntry::action).containsExactly("module.install");
    }

    @Test
    void filters() {
        query.userId = "u1";
        assertThat(resource.list(query, "", "").data())
                .extracting(AuditEntry::userEmail)
                .containsExactly("anna@example.org");
        query.userId = "";
        query.moduleName = "farm-manager";
        query.status = "success";
        assertThat(resource.list(query, "", "").data()).isEmpty();
    }

    @Test
    void readsTimesOfEveryOffset() {
        query.from = "2020-01-01T00:00:00+02:00";
        query.to = "2021-01-01T00:00:00Z";
        assertThat(resource.list(query, "", "").total()).isZero();
        query.to = "";
        assertThat(resource.list(query, "", "").total()).isEqualTo(2);
    }

    @Test
    void namesBadTimes() {
        query.from = "yesterday";
        query.to = "2021";

        assertThatThrownBy(() -> resource.list(query, "", ""))
                .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.errors())
                        .extracting(FieldError::pointer)
                        .containsExactly("/from", "/to"));
    }

    @Test
    void exportsWhatNoSpreadsheetTakesForAFormula() throws IOException {
        var answer = resource.export(query);
        var bytes = new ByteArrayOutputStream();
        ((StreamingOutput) answer.getEntity()).write(bytes);
        var lines = List.of(bytes.toString(StandardCharsets.UTF_8).split("\r\n"));

        assertThat(answer.getMediaType().toString()).startsWith("text/csv");
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("logId,moduleId,moduleName,userId,userEmail,action,status,details,");
        assertThat(lines.get(1)).contains("\"error=no license; version=1.0.0\"").endsWith("\"curl \"\"7\"\"\"");
        assertThat(lines.get(2)).endsWith("\"'=cmd|' /C calc'!A0\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1", "+1", "-1", "@x", "\tx", "\rx"})
    void guardsEveryStartOfAFormula(String value) {
        assertThat(AuditCsv.field(value)).startsWith("\"'");
        assertThat(AuditCsv.field("x" + value)).startsWith("\"x");
    }

    @Test
    void saysWhetherThePastIsAsItWasWritten() {
        assertThat(resource.verify().intact()).isTrue();
    }
}
