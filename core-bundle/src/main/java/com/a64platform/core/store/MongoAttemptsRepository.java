package com.a64platform.core.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.size;
import static com.mongodb.client.model.Indexes.ascending;

import com.a64platform.core.identity.Attempts;
import com.a64platform.core.identity.AttemptsRepository;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Counted failures, one document for each key. */
@Component(service = AttemptsRepository.class)
public final class MongoAttemptsRepository implements AttemptsRepository {
    private static final String REVISION = "revision";
    private static final String KNOWN = "knownAddresses";
    private static final String UPDATED = "updatedAt";

    private final MongoCollection<Document> attempts;

    @Activate
    public MongoAttemptsRepository(@Reference Store store) {
        attempts = store.collection("login_attempts", new IndexModel(ascending(UPDATED)));
    }

    @Override
    public Optional<Attempts> find(String key) {
        return StoreCall.run(() -> Optional.ofNullable(attempts.find(eq(key)).first()))
                .map(MongoAttemptsRepository::attempts);
    }

    @Override
    public boolean save(Attempts changed, Instant now) {
        var document = document(changed).append(UPDATED, Date.from(now));
        if (changed.revision() == 0) {
            return inserted(document.append("_id", changed.key()));
        }
        var unchanged = and(eq("_id", changed.key()), eq(REVISION, changed.revision()));
        return StoreCall.run(() -> attempts.replaceOne(unchanged, document)).getMatchedCount() == 1;
    }

    @Override
    public void removeOlderThan(Instant before) {
        StoreCall.run(() -> attempts.deleteMany(and(lt(UPDATED, Date.from(before)), size(KNOWN, 0))));
    }

    private boolean inserted(Document document) {
        try {
            StoreCall.run(() -> attempts.insertOne(document), Taken::new);
            return true;
        } catch (Taken byAnother) {
            return false;
        }
    }

    private static Document document(Attempts attempts) {
        return new Document(
                        "failures", attempts.failures().stream().map(Date::from).toList())
                .append("lockedUntil", attempts.lockedUntil().map(Date::from).orElse(null))
                .append(KNOWN, attempts.knownAddresses())
                .append("exemptUntil", attempts.exemptUntil().map(Date::from).orElse(null))
                .append(REVISION, attempts.revision() + 1);
    }

    private static Attempts attempts(Document document) {
        return new Attempts(
                document.getString("_id"),
                document.getList("failures", Date.class).stream()
                        .map(Date::toInstant)
                        .toList(),
                instant(document, "lockedUntil"),
                document.getList(KNOWN, String.class),
                instant(document, "exemptUntil"),
                document.getLong(REVISION));
    }

    private static Optional<Instant> instant(Document document, String name) {
        return Optional.ofNullable(document.getDate(name)).map(Date::toInstant);
    }

    /** Somebody else was faster; said by the return value. */
    private static final class Taken extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
