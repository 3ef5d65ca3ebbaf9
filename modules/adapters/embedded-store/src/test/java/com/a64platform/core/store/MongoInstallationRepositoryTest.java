package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationRepository;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoInstallationRepositoryTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    static Path home;

    static MongoStore store;

    private InstallationRepository installations;

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
        store.platform().getCollection("installations").drop();
        installations = new MongoInstallationRepository(store);
    }

    @Test
    void findsWhatWasAdded() {
        Installation farm = installation("1", "acme", "farm-manager");
        installations.add(farm);

        assertThat(installations.find("1")).contains(farm);
        assertThat(installations.find("acme", "farm-manager")).contains(farm);
        assertThat(installations.find("other", "farm-manager")).isEmpty();
    }

    @Test
    void refusesASecondInstallationOfAModuleInATenant() {
        installations.add(installation("1", "acme", "hello"));
        installations.add(installation("2", "other", "hello"));

        assertThatThrownBy(() -> installations.add(installation("3", "acme", "hello")))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.MODULE_ALREADY_INSTALLED));
        assertThat(installations.all()).hasSize(2);
    }

    @Test
    void marksEveryWriteAndNothingElse() {
        List<String> marks = new ArrayList<>(List.of(installations.mark()));
        Installation first = installation("1", "acme", "hello");
        installations.add(first);
        marks.add(installations.mark());
        installations.add(installation("2", "other", "hello"), 1);
        marks.add(installations.mark());
        Installation second = installations.update(first.with(first.desiredState(), "another reason", NOON));
        marks.add(installations.mark());
        installations.update(second.with(InstallationState.ENABLED, "", NOON), 2);
        marks.add(installations.mark());
        installations.remove("2", 3);
        marks.add(installations.mark());
        installations.remove("1");
        marks.add(installations.mark());

        assertThat(marks).doesNotHaveDuplicates();
        installations.find("1");
        installations.all();
        assertThat(installations.mark()).isEqualTo(marks.get(marks.size() - 1));
    }

    /** Of a platform that did not write it down. */
    @Test
    void takesTheUsualPrefixForOneThatWasNotWrittenDown() {
        installations.add(installation("1", "acme", "hello"));
        store.platform().getCollection("installations").updateOne(Filters.eq("1"), Updates.unset("routePrefix"));

        assertThat(installations.find("1").orElseThrow().routePrefix()).isEqualTo("/api/v1/hello");
    }

    @Test
    void refusesAnUpdateOfWhatSomebodyElseHasChanged() {
        Installation first = installation("1", "acme", "hello");
        installations.add(first);
        Installation enabled = installations.update(first.with(InstallationState.ENABLED, "", NOON));

        assertThat(enabled.revision()).isEqualTo(first.revision() + 1);
        assertThatThrownBy(() -> installations.update(first.with(InstallationState.ERROR, "late", NOON)))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.CONFLICT));
        assertThat(installations.find("1")).contains(enabled);
    }

    @Test
    void keepsMembersThatItDoesNotKnow() {
        Installation first = installation("1", "acme", "hello");
        installations.add(first);
        var raw = store.platform().getCollection("installations");
        raw.updateOne(Filters.eq("1"), Updates.set("future", new Document("kept", true)));

        installations.update(first.with(InstallationState.ENABLED, "", NOON));

        assertThat(raw.find().first()).containsEntry("future", new Document("kept", true));
    }

    @Test
    void listsByModuleAndTenant() {
        installations.add(installation("1", "b", "zebra"));
        installations.add(installation("2", "b", "ant"));
        installations.add(installation("3", "a", "ant"));

        assertThat(installations.all()).extracting(Installation::id).containsExactly("3", "2", "1");
        assertThat(installations.ofModule("ant")).extracting(Installation::id).containsExactly("3", "2");
        assertThat(installations.ofModule("bee")).isEmpty();
    }

    @Test
    void isIndexedByTenantAndModuleByStateAndByTime() {
        var indexes =
                store.platform().getCollection("installations").listIndexes().into(new ArrayList<>());

        assertThat(indexes)
                .extracting(index -> index.get("key"))
                .contains(
                        new Document("tenantId", 1).append("moduleName", 1),
                        new Document("status", 1),
                        new Document("installedAt", -1));
        assertThat(indexes)
                .filteredOn(index -> index.get("unique", false))
                .extracting(index -> index.get("key"))
                .contains(new Document("tenantId", 1).append("moduleName", 1));
    }

    @Test
    void removesWhateverTheRevisionAndTwice() {
        installations.add(installation("1", "acme", "hello"));

        installations.remove("1");
        installations.remove("1");

        assertThat(installations.all()).isEmpty();
    }

    @Test
    void refusesAnOlderFenceThanItHasSeen() {
        installations.add(installation("1", "acme", "hello"), 3);
        var first = installations.find("1").orElseThrow();
        var second = installations.update(first.with(InstallationState.ENABLED, "", NOON), 5);

        conflict(() -> installations.update(second.with(InstallationState.ERROR, "late", NOON), 4));
        conflict(() -> installations.remove("1", 4));
        var third = installations.update(second.with(InstallationState.DISABLED, "", NOON));
        conflict(() -> installations.update(third.with(InstallationState.ERROR, "late", NOON), 4));

        assertThat(installations.find("acme", "hello")).contains(third);
    }

    @Test
    void addsNothingAgainThatWasRemovedForAnOperation() {
        installations.add(installation("1", "acme", "hello"), 3);
        installations.remove("1", 4);
        installations.remove("never", 4);

        assertThat(installations.all()).isEmpty();
        assertThat(installations.find("1")).isEmpty();
        assertThat(installations.find("acme", "hello")).isEmpty();
        for (var id : List.of("1", "never")) {
            assertThatThrownBy(() -> installations.add(installation(id, "acme", "hello"), 3))
                    .isInstanceOf(ProblemException.class);
        }
        installations.add(installation("2", "acme", "hello"), 5);
        installations.remove("1", 4);
        assertThat(installations.all()).extracting(Installation::id).containsExactly("2");
    }

    private static void conflict(ThrowingCallable write) {
        assertThatThrownBy(write).isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                .isEqualTo(ErrorCode.CONFLICT));
    }

    private static Installation installation(String id, String tenant, String module) {
        return new Installation(
                id,
                tenant,
                module,
                "1.0.0",
                "ab".repeat(32),
                "acme-software",
                "/api/v1/" + module + "-here",
                InstallationState.INSTALLING,
                "",
                Optional.of(new Installation.LicenseSummary(
                        "jti-" + id, "subscription", Optional.of(NOON), "grace", "Renew it.")),
                List.of("farm.view"),
                "settings-" + id,
                "root",
                NOON,
                NOON,
                1);
    }
}
