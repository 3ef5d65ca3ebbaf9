package com.a64platform.core.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Indexes.descending;

import com.a64platform.core.audit.AuditEntry;
import com.a64platform.core.audit.AuditFilter;
import com.a64platform.core.audit.AuditRepository;
import com.a64platform.core.audit.ChainedEntry;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The audit log, one document for each entry; node and number are its key, so that no number is given twice. */
@Component(service = AuditRepository.class)
public final class MongoAuditRepository implements AuditRepository {
    private static final Bson NEWEST_FIRST = descending("timestamp", "seq");

    private final MongoCollection<Document> entries;

    @Activate
    public MongoAuditRepository(@Reference Store store) {
        entries = store.collection(
                "audit",
                new IndexModel(ascending("moduleId")),
                new IndexModel(ascending("userId")),
                new IndexModel(ascending("action")),
                new IndexModel(descending("timestamp")),
                new IndexModel(ascending("node", "seq")));
    }

    @Override
    public boolean append(ChainedEntry entry) {
        try {
            StoreCall.run(() -> entries.insertOne(document(entry)), Taken::new);
            return true;
        } catch (Taken numberIsGiven) {
            return false;
        }
    }

    @Override
    public Optional<ChainedEntry> last(String node) {
        return StoreCall.run(() -> Optional.ofNullable(
                        entries.find(eq("node", node)).sort(descending("seq")).first()))
                .map(MongoAuditRepository::chained);
    }

    @Override
    public List<ChainedEntry> after(String node, long seq, int limit) {
        return StoreCall.run(() -> entries.find(and(eq("node", node), gt("seq", seq)))
                .sort(ascending("seq"))
                .limit(limit)
                .map(MongoAuditRepository::chained)
                .into(new ArrayList<>()));
    }

    @Override
    public long countOf(String node) {
        return StoreCall.run(() -> entries.countDocuments(eq("node", node)));
    }

    @Override
    public List<String> nodes() {
        return StoreCall.run(() -> entries.distinct("node", String.class).into(new ArrayList<>()));
    }

    @Override
    public List<AuditEntry> find(AuditFilter filter, int skip, int limit) {
        return StoreCall.run(() -> entries.find(query(filter))
                .sort(NEWEST_FIRST)
                .skip(skip)
                .limit(limit)
                .map(MongoAuditRepository::entry)
                .into(new ArrayList<>()));
    }

    @Override
    public long count(AuditFilter filter) {
        return StoreCall.run(() -> entries.countDocuments(query(filter)));
    }

    @Override
    public void each(AuditFilter filter, Consumer<AuditEntry> consumer) {
        StoreCall.run(() -> {
            entries.find(query(filter))
                    .sort(NEWEST_FIRST)
                    .map(MongoAuditRepository::entry)
                    .forEach(consumer);
            return true;
        });
    }

    private static Bson query(AuditFilter filter) {
        List<Bson> conditions = new ArrayList<>();
        filter.moduleId().ifPresent(value -> conditions.add(eq("moduleId", value)));
        filter.moduleName().ifPresent(value -> conditions.add(eq("moduleName", value)));
        filter.userId().ifPresent(value -> conditions.add(eq("userId", value)));
        filter.action().ifPresent(value -> conditions.add(eq("action", value)));
        filter.status().ifPresent(value -> conditions.add(eq("status", value)));
        filter.from().ifPresent(start -> conditions.add(gte("timestamp", Date.from(start))));
        filter.to().ifPresent(end -> conditions.add(lt("timestamp", Date.from(end))));
        return conditions.isEmpty() ? new Document() : and(conditions);
    }

    private static Document document(ChainedEntry chained) {
        var entry = chained.entry();
        return new Document("_id", chained.node() + ":" + chained.seq())
                .append("node", chained.node())
                .append("seq", chained.seq())
                .append("previousHash", chained.previousHash())
                .append("hash", chained.hash())
                .append("logId", entry.logId())
                .append("moduleId", entry.moduleId())
                .append("moduleName", entry.moduleName())
                .append("userId", entry.userId())
                .append("userEmail", entry.userEmail())
                .append("action", entry.action())
                .append("status", entry.status())
                .append("details", new Document(Map.copyOf(entry.details())))
                .append("errorMessage", entry.errorMessage())
                .append("timestamp", Date.from(entry.timestamp()))
                .append("ipAddress", entry.ipAddress())
                .append("userAgent", entry.userAgent());
    }

    /** A document that somebody has bent out of shape is an entry whose hash does not hold, not an error. */
    private static ChainedEntry chained(Document document) {
        try {
            return new ChainedEntry(
                    document.getString("node"),
                    document.getLong("seq"),
                    document.getString("previousHash"),
                    document.getString("hash"),
                    entry(document));
        } catch (ClassCastException | NullPointerException bent) {
            return new ChainedEntry(
                    text(document, "node"), ((Number) document.get("seq")).longValue(), "", "", bent(document));
        }
    }

    private static AuditEntry bent(Document document) {
        return new AuditEntry(text(document, "logId"), "", "", "", "", "", "", Map.of(), "", Instant.EPOCH, "", "");
    }

    private static String text(Document document, String name) {
        return String.valueOf(document.get(name));
    }

    private static AuditEntry entry(Document document) {
        Map<String, String> details = document.get("details", Document.class).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, member -> String.valueOf(member.getValue())));
        return new AuditEntry(
                document.getString("logId"),
                document.getString("moduleId"),
                document.getString("moduleName"),
                document.getString("userId"),
                document.getString("userEmail"),
                document.getString("action"),
                document.getString("status"),
                details,
                document.getString("errorMessage"),
                document.getDate("timestamp").toInstant(),
                document.getString("ipAddress"),
                document.getString("userAgent"));
    }

    /** The number is given already; said by the return value. */
    private static final class Taken extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
