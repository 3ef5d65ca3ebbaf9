package com.a64platform.core.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Indexes.ascending;

import com.a64platform.core.identity.Session;
import com.a64platform.core.identity.SessionRepository;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Sessions, one document each; the secret's hash is what a rotation is compared with. */
@Component(service = SessionRepository.class)
public final class MongoSessionRepository implements SessionRepository {
    private static final String SECRET = "secretHash";
    private static final String REVOKED = "revokedAt";

    private final MongoCollection<Document> sessions;

    @Activate
    public MongoSessionRepository(@Reference Store store) {
        sessions = store.collection(
                "sessions",
                new IndexModel(ascending("userId")),
                new IndexModel(ascending("expiresAt")),
                new IndexModel(ascending(REVOKED)));
    }

    @Override
    public void add(Session session) {
        var document = new Document("_id", session.id())
                .append("userId", session.userId())
                .append("tenantId", session.tenantId())
                .append(SECRET, session.secretHash())
                .append("createdAt", Date.from(session.createdAt()))
                .append("expiresAt", Date.from(session.expiresAt()))
                .append(REVOKED, null);
        StoreCall.run(() -> sessions.insertOne(document));
    }

    @Override
    public Optional<Session> find(String id) {
        return StoreCall.run(() -> Optional.ofNullable(sessions.find(eq(id)).first()))
                .map(MongoSessionRepository::session);
    }

    @Override
    public boolean rotate(Session next, String expectedSecretHash) {
        var unchanged = and(eq("_id", next.id()), eq(SECRET, expectedSecretHash), eq(REVOKED, null));
        var change = Updates.combine(
                Updates.set(SECRET, next.secretHash()),
                Updates.set("tenantId", next.tenantId()),
                Updates.set("expiresAt", Date.from(next.expiresAt())));
        return StoreCall.run(() -> sessions.updateOne(unchanged, change)).getMatchedCount() == 1;
    }

    @Override
    public void revoke(String id, Instant now) {
        StoreCall.run(
                () -> sessions.updateOne(and(eq("_id", id), eq(REVOKED, null)), Updates.set(REVOKED, Date.from(now))));
    }

    @Override
    public List<Session> ofUser(String userId) {
        return all(and(eq("userId", userId), eq(REVOKED, null)));
    }

    @Override
    public List<Session> revokedSince(Instant start) {
        return all(gte(REVOKED, Date.from(start)));
    }

    @Override
    public void removeExpired(Instant before) {
        StoreCall.run(() -> sessions.deleteMany(lt("expiresAt", Date.from(before))));
    }

    private List<Session> all(Bson filter) {
        return StoreCall.run(
                () -> sessions.find(filter).map(MongoSessionRepository::session).into(new ArrayList<>()));
    }

    private static Session session(Document document) {
        return new Session(
                document.getString("_id"),
                document.getString("userId"),
                document.getString("tenantId"),
                document.getString(SECRET),
                document.getDate("createdAt").toInstant(),
                document.getDate("expiresAt").toInstant(),
                Optional.ofNullable(document.getDate(REVOKED)).map(Date::toInstant));
    }
}
