package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.a64platform.core.audit.Audit.Actor;
import com.a64platform.core.audit.AuditEntry;
import com.a64platform.core.audit.AuditFilter;
import com.a64platform.core.audit.AuditHead;
import com.a64platform.core.audit.AuditLog;
import com.a64platform.core.audit.AuditRepository;
import com.a64platform.core.audit.ChainReport.Finding;
import com.a64platform.core.platform.Home;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoAuditRepositoryTest {
    private static final AuditFilter ALL = filter(Optional.empty(), Optional.empty(), Optional.empty());

    @TempDir
    static Path home;

    static MongoStore store;

    @TempDir
    private Path folder;

    private AuditRepository entries;
    private AuditLog log;

    @BeforeAll
    static void open() {
        store = TestStores.embedded(home);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @BeforeEach
    void empty() {
        store.platform().getCollection("audit").drop();
        entries = new MongoAuditRepository(store);
        log = log("node-a");
    }

    @Test
    void keepsAChainThatHoldsWhenReadBack() {
        write("user.create", "u1");
        log("node-a").record(actor("u2"), "module.install", "hello", "failure", Map.of("error", "no", "a.b", "$c"));
        log("node-b").record(actor("u3"), "user.create", "", "success", Map.of());

        assertThat(log.verify().findings()).isEmpty();
        assertThat(log.verify().entries()).isEqualTo(3);
        assertThat(entries.nodes()).containsExactlyInAnyOrder("node-a", "node-b");
        assertThat(entries.last("node-a").orElseThrow().entry().details()).containsEntry("a.b", "$c");
    }

    @Test
    void givesANumberOnce() {
        write("user.create", "u1");

        assertThat(entries.append(entries.last("node-a").orElseThrow())).isFalse();
        assertThat(entries.count(ALL)).isEqualTo(1);
    }

    @Tag("attack")
    @Test
    void showsWhatWasChangedInTheStore() {
        write("user.create", "u1");
        write("user.create", "u2");
        write("user.create", "u3");
        audit().updateOne(Filters.eq("node-a:2"), Updates.set("userId", "u9"));

        assertThat(log.verify().findings()).extracting(Finding::seq).containsExactly(2L);
    }

    @Tag("attack")
    @Test
    void showsWhatWasBentOutOfShape() {
        write("user.create", "u1");
        write("user.create", "u2");
        write("user.create", "u3");
        audit().updateOne(Filters.eq("node-a:2"), Updates.unset("timestamp"));
        audit().updateOne(Filters.eq("node-a:3"), Updates.set("seq", "3"));

        assertThat(log.verify().findings())
                .extracting(Finding::seq, Finding::wrong)
                .contains(
                        tuple(2L, "it was changed: its content is not what its hash was made of"),
                        tuple(0L, "1 entries cannot be read as such; they were changed or inserted"),
                        tuple(3L, "the entry is missing; the end of the log was cut off"));
    }

    @Tag("attack")
    @Test
    void showsASecondEntryOfTheSameNumber() {
        write("user.create", "u1");
        write("user.create", "u2");
        var copy = audit().find(Filters.eq("node-a:1")).first();
        audit().insertOne(copy.append("_id", "inserted"));

        assertThat(log.verify().findings())
                .extracting(Finding::seq, Finding::wrong)
                .contains(tuple(1L, "a second entry has this number; one of the two was inserted"));
    }

    @Test
    void filtersAndPagesTheNewestFirst() {
        write("user.create", "u1");
        write("user.update", "u1");
        write("user.update", "u2");

        assertThat(entries.find(ALL, 0, 2))
                .extracting(AuditEntry::action, AuditEntry::userId)
                .containsExactly(tuple("user.update", "u2"), tuple("user.update", "u1"));
        assertThat(entries.find(ALL, 2, 2)).extracting(AuditEntry::action).containsExactly("user.create");
        assertThat(entries.count(filter(Optional.of("u1"), Optional.empty(), Optional.empty())))
                .isEqualTo(2);
        List<AuditEntry> streamed = new ArrayList<>();
        entries.each(filter(Optional.of("u2"), Optional.empty(), Optional.empty()), streamed::add);
        assertThat(streamed).extracting(AuditEntry::userId).containsExactly("u2");
    }

    @Test
    void filtersByTime() {
        write("user.create", "u1");
        var written = entries.find(ALL, 0, 1).get(0).timestamp();

        assertThat(entries.count(filter(Optional.empty(), Optional.of(written), Optional.empty())))
                .isEqualTo(1);
        assertThat(entries.count(filter(Optional.empty(), Optional.of(written.plusMillis(1)), Optional.empty())))
                .isZero();
        assertThat(entries.count(filter(Optional.empty(), Optional.empty(), Optional.of(written))))
                .isZero();
    }

    private AuditLog log(String node) {
        return new AuditLog(entries, node, Clock.systemUTC(), new AuditHead(new Home(folder.resolve(node))));
    }

    private static MongoCollection<Document> audit() {
        return store.platform().getCollection("audit");
    }

    private void write(String action, String user) {
        log.record(actor(user), action, "", "success", Map.of());
    }

    private static Actor actor(String user) {
        return new Actor(user, user + "@example.org", "192.0.2.1", "curl");
    }

    private static AuditFilter filter(Optional<String> userId, Optional<Instant> from, Optional<Instant> to) {
        return new AuditFilter(
                Optional.empty(), Optional.empty(), userId, Optional.empty(), Optional.empty(), from, to);
    }
}
