package com.a64platform.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.audit.Audit.Actor;
import com.a64platform.core.platform.Home;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final Actor ANNA = new Actor("u1", "anna@example.org", "192.0.2.1", "curl");

    @TempDir
    private Path folder;

    private final InMemoryAuditRepository repository = new InMemoryAuditRepository();
    private AuditLog log;

    @BeforeEach
    void open() {
        log = log("node-a");
    }

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
    void chainsEntriesAndGoesOnAfterARestart() throws IOException {
        write(log, 3);
        log.close();
        write(log("node-a"), 2);

        assertThat(repository.entries).extracting(ChainedEntry::seq).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(repository.entries.get(3).previousHash())
                .isEqualTo(repository.entries.get(2).hash());
        assertIntact(5);
    }

    @Test
    void eachNodeHasAChainOfItsOwn() {
        write(log, 2);
        write(new AuditLog(repository, "node-b", Clock.systemUTC(), new AuditHead(new Home(folder.resolve("b")))), 3);

        assertIntact(5);
        assertThat(log.verify().chains())
                .containsExactly(new ChainReport.Chain("node-a", 2, true), new ChainReport.Chain("node-b", 3, false));
    }

    @Test
    void theFirstEntryOfAHomeIsNoFinding() {
        assertIntact(0);
        write(log, 1);
        assertIntact(1);
    }

    @Test
    void takesOverWhatAKilledProcessWroteBeforeItsHead() throws IOException {
        write(log, 2);
        byte[] lagging = Files.readAllBytes(headFile());
        write(log, 2);
        Files.write(headFile(), lagging);

        log = log("node-a");

        assertIntact(5);
        assertThat(repository.entries.get(4).entry().action()).isEqualTo("audit.recovered");
        assertThat(repository.entries.get(4).entry().details())
                .containsEntry("from", "3")
                .containsEntry("to", "4");
    }

    @Test
    void aTornWriteOfTheHeadLeavesTheOneBefore() throws IOException {
        write(log, 3);
        byte[] torn = Files.readAllBytes(headFile());
        torn[3] ^= 1; // the third entry's place is the first of the two
        Files.write(headFile(), torn);

        log = log("node-a");

        assertIntact(4);
        assertThat(repository.entries.get(3).entry().action()).isEqualTo("audit.recovered");
    }

    @Tag("attack")
    @Test
    void namesTheChangedEntry() {
        write(log, 4);
        tamper(1);

        assertFindings(finding(2, "it was changed: its content is not what its hash was made of"));
    }

    @Tag("attack")
    @Test
    void namesAnEntryThatWasChangedTogetherWithItsHash() {
        write(log, 4);
        var old = repository.entries.get(1);
        repository.entries.set(1, repository.entries.get(0).next(other(old.entry())));

        assertFindings(
                finding(3, "it does not follow from the entry before it; one of the two was inserted or written anew"));
    }

    @Tag("attack")
    @Test
    void namesALastEntryThatWasWrittenAnew() {
        write(log, 3);
        repository.entries.set(
                2,
                repository.entries.get(1).next(other(repository.entries.get(2).entry())));

        assertFindings(finding(3, "it is not the entry that this node wrote last"));
    }

    @Tag("attack")
    @Test
    void namesARemovedEntry() {
        write(log, 4);
        repository.entries.remove(1);

        assertFindings(new ChainReport.Finding("node-a", 2, "", "the entry is missing"));
    }

    @Tag("attack")
    @Test
    void namesEntriesThatWereMoved() {
        write(log, 4);
        var second = repository.entries.get(1);
        var third = repository.entries.get(2);
        repository.entries.set(1, moved(third, 2));
        repository.entries.set(2, moved(second, 3));

        assertFindings(
                finding(2, "it was moved here; it was written as number 3"),
                finding(3, "it was moved here; it was written as number 2"));
    }

    @Tag("attack")
    @Test
    void namesAnInsertedEntry() {
        write(log, 2);
        var forged =
                repository.entries.get(1).next(other(repository.entries.get(0).entry()));
        repository.entries.add(forged);

        assertFindings(finding(3, "it was not written by this node; it was inserted"));
    }

    @Tag("attack")
    @Test
    void namesACutOffEnd() {
        write(log, 4);
        repository.entries.remove(3);

        assertFindings(
                new ChainReport.Finding("node-a", 4, "", "the entry is missing; the end of the log was cut off"));
    }

    @Tag("attack")
    @Test
    void aCutOffEndShowsForGoodAlthoughTheNodeGoesOn() throws IOException {
        write(log, 4);
        log.close();
        repository.entries.subList(2, 4).clear();

        log = log("node-a");
        write(log, 3);

        assertFindings(finding(
                3, "a start found: the entries 3 to 4 are missing; the log was cut off or put back to an older state"));
    }

    @Tag("attack")
    @Test
    void aLogThatIsGoneAsAWholeIsMissed() throws IOException {
        write(log, 4);
        log.close();
        repository.entries.clear();
        assertFindings(new ChainReport.Finding(
                "node-a", 1, "", "the entries 1 to 4 are missing; the end of the log was cut off"));

        log = log("node-a");

        assertFindings(finding(
                1, "a start found: the entries 1 to 4 are missing; the log was cut off or put back to an older state"));
    }

    @Tag("attack")
    @Test
    void aLostHeadIsAFinding() throws IOException {
        write(log, 2);
        Files.delete(headFile());
        assertFindings(new ChainReport.Finding("node-a", 0, "", "the home's record of where its log ends is gone"));

        log = log("node-a");
        write(log, 1);

        assertFindings(
                finding(3, "a start found: the home's record of where its log ends is gone; the log ends at number 2"));
    }

    @Tag("attack")
    @Test
    void aForgedHeadIsAFinding() throws IOException {
        write(log, 2);
        log.close();
        Files.write(headFile(), new byte[1024]);
        assertThat(log.verify().findings())
                .extracting(ChainReport.Finding::wrong)
                .containsExactly("the home's record of where its log ends was damaged or written by somebody else");

        log = log("node-a");

        assertThat(log.verify().findings()).hasSize(1).allSatisfy(found -> assertThat(found.wrong())
                .isEqualTo("a start found: the home's record of where its log ends was damaged or written by somebody"
                        + " else; the log ends at number 2"));
    }

    @Tag("attack")
    @Test
    void takesOverNothingThatWasAppendedWhileTheNodeWasStopped() throws IOException {
        write(log, 2);
        log.close();
        repository.entries.add(
                repository.entries.get(1).next(other(repository.entries.get(0).entry())));

        log = log("node-a");

        assertFindings(finding(4, "a start found: entry 3 was not written by this node"));
    }

    @Test
    void failsWhenItCannotWrite() {
        repository.full = true;

        assertThatThrownBy(() -> write(log, 1)).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.STORE_UNAVAILABLE));
    }

    private AuditLog log(String node) {
        return new AuditLog(repository, node, Clock.systemUTC(), new AuditHead(new Home(folder)));
    }

    private Path headFile() {
        return folder.resolve("data/audit-head");
    }

    private void assertIntact(long entries) {
        var report = log.verify();
        assertThat(report.findings()).isEmpty();
        assertThat(report.entries()).isEqualTo(entries);
    }

    private void assertFindings(ChainReport.Finding... findings) {
        assertThat(log.verify().findings()).containsExactly(findings);
    }

    private ChainReport.Finding finding(long seq, String wrong) {
        var logId = repository.entries.stream()
                .filter(entry -> entry.seq() == seq)
                .findFirst()
                .orElseThrow()
                .entry()
                .logId();
        return new ChainReport.Finding("node-a", seq, logId, wrong);
    }

    private static ChainedEntry moved(ChainedEntry entry, long seq) {
        return new ChainedEntry(entry.node(), seq, entry.previousHash(), entry.hash(), entry.entry());
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
