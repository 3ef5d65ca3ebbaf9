package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.identity.Attempts;
import com.a64platform.core.identity.AttemptsRepository;
import com.a64platform.core.identity.Session;
import com.a64platform.core.identity.SessionRepository;
import com.a64platform.core.identity.Sessions;
import com.a64platform.core.identity.User;
import com.a64platform.core.identity.User.Membership;
import com.a64platform.core.identity.UserRepository;
import com.a64platform.core.identity.UserRepository.Filter;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users, sessions and counted failures as the embedded store keeps them. */
class MongoIdentityRepositoriesTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    static Path home;

    static MongoStore store;

    private UserRepository users;
    private SessionRepository sessions;
    private AttemptsRepository attempts;

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
        List.of("users", "sessions", "login_attempts")
                .forEach(name -> store.platform().getCollection(name).drop());
        users = new MongoUserRepository(store);
        sessions = new MongoSessionRepository(store);
        attempts = new MongoAttemptsRepository(store);
    }

    @Test
    void findsUsersByIdAndAddress() {
        var anna = user("anna", "acme", "user", true);
        users.add(anna);

        assertThat(users.find("anna")).contains(anna);
        assertThat(users.findByEmail("anna@example.org")).contains(anna);
        assertThat(users.find("bob")).isEmpty();
        assertThat(users.findByEmail("bob@example.org")).isEmpty();
    }

    @Test
    void refusesATakenAddress() {
        users.add(user("anna", "acme", "user", true));
        var same = new User("other", "anna@example.org", "hash", List.of(), true, NOON, NOON, 1);

        conflict(() -> users.add(same));
    }

    @Test
    void writesAUserOnlyAtTheRevisionItWasReadAt() {
        var anna = user("anna", "acme", "user", true);
        users.add(anna);
        store.platform().getCollection("users").updateOne(Filters.eq("anna"), Updates.set("phone", "1"));

        var written = users.update(anna);

        assertThat(written.revision()).isEqualTo(anna.revision() + 1);
        assertThat(users.find("anna")).contains(written);
        conflict(() -> users.update(anna));
        assertThat(store.platform().getCollection("users").find().first().getString("phone"))
                .isEqualTo("1");
    }

    @Test
    void filtersAndPagesUsersByAddress() {
        users.add(user("carl", "beta", "super_admin", false));
        users.add(user("bob", "acme", "super_admin", true));
        users.add(user("anna", "acme", "user", true));
        var admins = new Filter(Optional.empty(), Optional.of("super_admin"), Optional.of(true));

        assertThat(users.find(Filter.ALL, 1, 1)).extracting(User::id).containsExactly("bob");
        assertThat(users.find(Filter.inTenant("acme"), 0, Integer.MAX_VALUE))
                .extracting(User::id)
                .containsExactly("anna", "bob");
        assertThat(users.count(Filter.ALL)).isEqualTo(3);
        assertThat(users.count(admins)).isEqualTo(1);
    }

    /** The user's id is the document's key, which is unique by itself. */
    @Test
    void findsUsersByAnIndexOfTheirUniqueAddress() {
        assertThat(store.platform().getCollection("users").listIndexes()).anySatisfy(index -> {
            assertThat(index.get("key")).isEqualTo(new Document("email", 1));
            assertThat(index.getBoolean("unique")).isTrue();
        });
    }

    @Test
    void movesASessionToAnotherTenantWithItsRotation() {
        sessions.add(session("s", "hash-0"));
        var moved = new Session("s", "anna", "beta", "hash-1", NOON, NOON.plusSeconds(90), Optional.empty());

        assertThat(sessions.rotate(moved, "hash-0")).isTrue();

        assertThat(sessions.find("s")).contains(moved);
    }

    @Test
    void rotatesASessionOnceForManyAtOnce() throws Exception {
        sessions.add(session("s", "hash-0"));

        var won = atOnce(i -> sessions.rotate(session("s", "hash-" + (i + 1)), "hash-0"));

        assertThat(won).isEqualTo(1);
        assertThat(sessions.find("s").orElseThrow().secretHash()).isNotEqualTo("hash-0");
    }

    @Test
    void aRevokedSessionIsNotRotated() {
        sessions.add(session("s", "hash-0"));
        sessions.add(session("t", "hash-0"));
        sessions.revoke("s", NOON.plusSeconds(5));
        sessions.revoke("s", NOON.plusSeconds(9));

        assertThat(sessions.rotate(session("s", "hash-1"), "hash-0")).isFalse();
        assertThat(sessions.ofUser("anna")).extracting(Session::id).containsExactly("t");
        assertThat(sessions.find("s").orElseThrow().revokedAt()).contains(NOON.plusSeconds(5));
        assertThat(sessions.revokedSince(NOON)).extracting(Session::id).containsExactly("s");
        assertThat(sessions.revokedSince(NOON.plusSeconds(6))).isEmpty();
    }

    @Test
    void endsHereWhatAnotherNodeHasRevoked() {
        sessions.add(session("s", "hash-0"));
        sessions.add(session("t", "hash-0"));
        var here = new Sessions(sessions);
        List<String> ended = new ArrayList<>();
        here.whenEnded(ended::add);

        new MongoSessionRepository(store).revoke("s", Instant.now());
        here.catchUp();
        here.catchUp();

        assertThat(ended).containsExactly("s");
    }

    @Test
    void forgetsExpiredSessions() {
        sessions.add(session("s", "hash-0"));

        sessions.removeExpired(NOON.plusSeconds(60));
        assertThat(sessions.find("s")).isPresent();
        sessions.removeExpired(NOON.plusSeconds(61));
        assertThat(sessions.find("s")).isEmpty();
    }

    @Test
    void keepsCountedFailuresAndSavesThemOnceForManyAtOnce() throws Exception {
        var counted = new Attempts(
                "account:1",
                List.of(NOON, NOON.plusMillis(1)),
                Optional.of(NOON.plusSeconds(900)),
                List.of("192.0.2.1"),
                Optional.of(NOON.plusSeconds(1)),
                0);

        assertThat(atOnce(i -> attempts.save(counted, NOON))).isEqualTo(1);
        var kept = attempts.find("account:1").orElseThrow();
        assertThat(kept).usingRecursiveComparison().ignoringFields("revision").isEqualTo(counted);
        assertThat(atOnce(i -> attempts.save(kept, NOON))).isEqualTo(1);
        assertThat(attempts.find("account:2")).isEmpty();
    }

    @Test
    void forgetsOldFailuresButNoUsualAddress() {
        attempts.save(new Attempts("old", List.of(NOON), Optional.empty(), List.of(), Optional.empty(), 0), NOON);
        attempts.save(new Attempts("known", List.of(), Optional.empty(), List.of("::1"), Optional.empty(), 0), NOON);

        attempts.removeOlderThan(NOON.plusSeconds(1));

        assertThat(attempts.find("old")).isEmpty();
        assertThat(attempts.find("known")).isPresent();
    }

    /** @return how many of 16 at once were told that they won */
    private static long atOnce(IntFunction<Boolean> call) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Boolean>> calls = IntStream.range(0, 16)
                    .<Callable<Boolean>>mapToObj(i -> () -> call.apply(i))
                    .toList();
            long won = 0;
            for (Future<Boolean> answer : clients.invokeAll(calls)) {
                won += answer.get() ? 1 : 0;
            }
            return won;
        } finally {
            clients.shutdownNow();
        }
    }

    private static User user(String id, String tenant, String role, boolean active) {
        var membership = new Membership(tenant, role, Set.of("farm.view", "farm.edit"));
        return new User(id, id + "@example.org", "hash", List.of(membership), active, NOON, NOON.plusSeconds(1), 1);
    }

    private static Session session(String id, String secretHash) {
        return new Session(id, "anna", "acme", secretHash, NOON, NOON.plusSeconds(60), Optional.empty());
    }

    private static void conflict(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.CONFLICT));
    }
}
