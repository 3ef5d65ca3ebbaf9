package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.a64platform.core.audit.Audit.Actor;
import com.a64platform.core.audit.AuditEntry;
import com.a64platform.core.audit.AuditFilter;
import com.a64platform.core.audit.AuditLog;
import com.a64platform.core.audit.AuditRepository;
import com.a64platform.core.audit.ChainVerdict;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoAuditRepositoryTest {
    private static final AuditFilter ALL = filter(Optional.empty(), Optional.empty(), Optional.empty());

    @TempDir
    static Path home;

    static MongoStore store;

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
        log = new AuditLog(entries, "node-a", Clock.systemUTC());
    }

    @Test
    void keepsAChainThatHoldsWhenReadBack() {
        write("user.create", "u1");
        new AuditLog(entries, "node-a", Clock.systemUTC())
                .record(actor("u2"), "module.install", "hello", "failure", Map.of("error", "no", "a.b", "$c"));
        new AuditLog(entries, "node-b", Clock.systemUTC()).record(actor("u3"), "user.create", "", "success", Map.of());

        assertThat(log.verify()).isEqualTo(new ChainVerdict.Intact(3));
        assertThat(entries.nodes()).containsExactlyInAnyOrder("node-a", "node-b");
        assertThat(entries.last("node-a").orElseThrow().entry().details()).containsEntry("a.b", "$c");
    }

    @Test
    void givesANumberOnce() {
        write("user.create", "u1");

        assertThat(entries.append(entries.last("node-a").orElseThrow())).isFalse();
        assertThat(entries.count(ALL)).isEqualTo(1);
    }

    @Test
    void showsWhatWasChangedInTheStore() {
        write("user.create", "u1");
        write("user.create", "u2");
        write("user.create", "u3");
        store.platform().getCollection("audit").updateOne(Filters.eq("node-a:2"), Updates.set("userId", "u9"));

        assertThat(log.verify()).isEqualTo(new ChainVerdict.Broken("node-a", 2, "the entry is not as it was written"));
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
