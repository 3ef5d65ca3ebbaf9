package com.a64platform.core.store.snapshots;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Sorts.orderBy;

import com.a64platform.core.snapshots.Snapshot;
import com.a64platform.core.snapshots.Snapshot.Entry;
import com.a64platform.core.snapshots.SnapshotRepository;
import com.a64platform.core.store.Store;
import com.a64platform.core.store.StoreCall;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Snapshots, one document each. Times are kept to the millisecond. */
@Component(service = SnapshotRepository.class)
public final class MongoSnapshotRepository implements SnapshotRepository {
    private final MongoCollection<Document> snapshots;

    @Activate
    public MongoSnapshotRepository(@Reference Store store) {
        snapshots = store.collection("module_snapshots");
    }

    @Override
    public void put(Snapshot snapshot) {
        StoreCall.run(
                () -> snapshots.replaceOne(eq(snapshot.id()), document(snapshot), new ReplaceOptions().upsert(true)));
    }

    @Override
    public Optional<Snapshot> find(String id) {
        return StoreCall.run(() -> Optional.ofNullable(snapshots.find(eq(id)).first()))
                .map(MongoSnapshotRepository::snapshot);
    }

    @Override
    public List<Snapshot> all() {
        return StoreCall.run(() -> snapshots
                .find()
                .sort(orderBy(descending("createdAt"), descending("_id")))
                .map(MongoSnapshotRepository::snapshot)
                .into(new ArrayList<>()));
    }

    @Override
    public void remove(String id) {
        StoreCall.run(() -> snapshots.deleteOne(eq(id)));
    }

    private static Document document(Snapshot snapshot) {
        return new Document("_id", snapshot.id())
                .append("name", snapshot.name())
                .append("createdBy", snapshot.createdBy())
                .append("createdAt", Date.from(snapshot.createdAt()))
                .append(
                        "entries",
                        snapshot.entries().stream()
                                .map(MongoSnapshotRepository::document)
                                .toList());
    }

    private static Document document(Entry entry) {
        return new Document("tenantId", entry.tenantId())
                .append("module", entry.module())
                .append("version", entry.version())
                .append("sha256", entry.sha256())
                .append("enabled", entry.enabled())
                .append("settingsId", entry.settingsId())
                .append("archiveId", entry.archiveId());
    }

    private static Snapshot snapshot(Document document) {
        return new Snapshot(
                document.getString("_id"),
                document.getString("name"),
                document.getString("createdBy"),
                document.getDate("createdAt").toInstant(),
                document.getList("entries", Document.class).stream()
                        .map(MongoSnapshotRepository::entry)
                        .toList());
    }

    private static Entry entry(Document document) {
        return new Entry(
                document.getString("tenantId"),
                document.getString("module"),
                document.getString("version"),
                document.getString("sha256"),
                document.getBoolean("enabled"),
                document.getString("settingsId"),
                document.getString("archiveId"));
    }
}
