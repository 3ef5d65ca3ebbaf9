package com.a64platform.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.audit.Audit.Actor;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AuditLogTest {
    private static final Actor ANNA = new Actor("u1", "anna@example.org", "192.0.2.1", "curl");

    private final InMemoryAuditRepository repository = new InMemoryAuditRepository();
    private final AuditLog log = log("node-a");

    @Test
    void writesWhoDidWhat() {
        log.record(
                ANNA, "module.install", "farm-manager", "failure", Map.of("error", "no license", "version", "1.0.0"));

        var entry = repository.entries.get(0).entry();
        assertThat(entry.moduleName()).isEqualTo("farm-manager");
        assertThat(entry.moduleId()).isEqualTo("farm-manager");
        assertThat(entry.userEmail()).isEqualTo("anna@example.org");
        assertThat(entry.errorMessage()).isEqualTo("no license");
        assertThat(entry.details()).containsEntry("version", "1.0.0");
        assertThat(entry.ipAddress()).isEqualTo("192.0.2.1");
    }

    @Test
    void chainsEntriesAndGoesOnAfterARestart() {
        write(log, 3);
        write(log("node-a"), 2);

        assertThat(repository.entries).extracting(ChainedEntry::seq).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(repository.entries.get(3).previousHash())
                .isEqualTo(repository.entries.get(2).hash());
        assertThat(log("node-a").verify()).isEqualTo(new ChainVerdict.Intact(5));
    }

    @Test
    void eachNodeHasAChainOfItsOwn() {
        write(log, 2);
        write(log("node-b"), 3);

        assertThat(log.verify()).isEqualTo(new ChainVerdict.Intact(5));
    }

    @Tag("attack")
    @Test
    void namesTheFirstChangedEntry() {
        write(log, 4);
        tamper(1);

        assertThat(log.verify()).isEqualTo(new ChainVerdict.Broken("node-a", 2, "the entry is not as it was written"));
    }

    @Tag("attack")
    @Test
    void namesAnEntryThatWasChangedTogetherWithItsHash() {
        write(log, 4);
        var old = repository.entries.get(1);
        var forged = new ChainedEntry("node-a", 2, repository.entries.get(0).hash(), "", other(old.entry()));
        repository.entries.set(1, repository.entries.get(0).next(forged.entry()));

        assertThat(log.verify()).isEqualTo(new ChainVerdict.Broken("node-a", 3, "the entry is not as it was written"));
    }

    @Tag("attack")
    @Test
    void namesARemovedEntry() {
        write(log, 4);
        repository.entries.remove(1);

        assertThat(log.verify()).isEqualTo(new ChainVerdict.Broken("node-a", 2, "the entry is missing"));
    }

    @Tag("attack")
    @Test
    void namesACutOffEnd() {
        write(log, 4);
        repository.entries.remove(3);

        assertThat(log.verify()).isEqualTo(new ChainVerdict.Broken("node-a", 4, "the entry is missing"));
    }

    @Test
    void goesOnBehindAnotherProcessOfTheSameNode() {
        write(log, 1);
        write(log("node-a"), 1);
        write(log, 1);

        assertThat(log.verify()).isEqualTo(new ChainVerdict.Intact(3));
    }

    @Test
    void failsWhenItCannotWrite() {
        repository.full = true;

        assertThatThrownBy(() -> write(log, 1)).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.STORE_UNAVAILABLE));
    }

    private AuditLog log(String node) {
        return new AuditLog(repository, node, Clock.systemUTC());
    }

    private static void write(AuditLog log, int count) {
        for (int i = 0; i < count; i++) {
            log.record(ANNA, "user.create", "", "success", Map.of("n", String.valueOf(i)));
        }
    }

    private void tamper(int index) {
        var old = repository.entries.get(index);
        repository.entries.set(
                index, new ChainedEntry(old.node(), old.seq(), old.previousHash(), old.hash(), other(old.entry())));
    }

    private static AuditEntry other(AuditEntry entry) {
        return new AuditEntry(
                entry.logId(),
                "",
                "",
                "u2",
                entry.userEmail(),
                entry.action(),
                entry.status(),
                entry.details(),
                "",
                entry.timestamp(),
                entry.ipAddress(),
                entry.userAgent());
    }
}
