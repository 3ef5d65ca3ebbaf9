package com.a64platform.core.store.settings;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Updates.set;

import com.a64platform.core.crypto.SealedValue;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.settings.SettingsRepository;
import com.a64platform.core.settings.SettingsVersion;
import com.a64platform.core.settings.SettingsVersion.Cause;
import com.a64platform.core.settings.SettingsVersion.Origin;
import com.a64platform.core.store.Store;
import com.a64platform.core.store.StoreCall;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Versions of settings, one document each. Times are kept to the millisecond. */
@Component(service = SettingsRepository.class)
public final class MongoSettingsRepository implements SettingsRepository {
    private static final String SEALED = "sealed";

    private final MongoCollection<Document> versions;

    @Activate
    public MongoSettingsRepository(@Reference Store store) {
        versions = store.collection("settings", new IndexModel(ascending("tenantId", "module")));
    }

    @Override
    public void add(SettingsVersion version) {
        StoreCall.run(
                () -> versions.insertOne(document(version)),
                () -> new ProblemException(ErrorCode.CONFLICT, "These settings were kept by somebody else meanwhile."));
    }

    @Override
    public void reseal(SettingsVersion version) {
        StoreCall.run(() -> versions.updateOne(
                one(version.tenantId(), version.module(), version.id()), set(SEALED, sealed(version.sealed()))));
    }

    @Override
    public Optional<SettingsVersion> find(String tenantId, String module, String id) {
        return StoreCall.run(() -> Optional.ofNullable(
                        versions.find(one(tenantId, module, id)).first()))
                .map(MongoSettingsRepository::version);
    }

    @Override
    public List<SettingsVersion> find(String tenantId, String module) {
        return StoreCall.run(() -> versions.find(of(tenantId, module))
                .map(MongoSettingsRepository::version)
                .into(new ArrayList<>()));
    }

    @Override
    public List<SettingsVersion> all() {
        return StoreCall.run(
                () -> versions.find().map(MongoSettingsRepository::version).into(new ArrayList<>()));
    }

    @Override
    public void remove(String tenantId, String module, String id) {
        StoreCall.run(() -> versions.deleteOne(one(tenantId, module, id)));
    }

    @Override
    public void remove(String tenantId, String module) {
        StoreCall.run(() -> versions.deleteMany(of(tenantId, module)));
    }

    private static Bson one(String tenantId, String module, String id) {
        return and(eq("_id", id), of(tenantId, module));
    }

    private static Bson of(String tenantId, String module) {
        return and(eq("tenantId", tenantId), eq("module", module));
    }

    private static Document document(SettingsVersion version) {
        var origin = version.origin();
        return new Document("_id", version.id())
                .append("tenantId", version.tenantId())
                .append("module", version.module())
                .append("number", version.number())
                .append("before", version.before())
                .append("cause", origin.cause().name())
                .append("moduleVersion", origin.moduleVersion())
                .append("operation", origin.operation())
                .append("userId", origin.userId())
                .append("userEmail", origin.userEmail())
                .append("at", Date.from(origin.at()))
                .append("plain", new Document(version.plain()))
                .append(SEALED, sealed(version.sealed()))
                .append("changed", version.changed());
    }

    private static Document sealed(Map<String, SealedValue> values) {
        var document = new Document();
        values.forEach((key, value) -> document.append(
                key,
                new Document("keyId", value.keyId())
                        .append("salt", new Binary(value.salt()))
                        .append(SEALED, new Binary(value.sealed()))));
        return document;
    }

    private static SettingsVersion version(Document document) {
        var origin = new Origin(
                Cause.valueOf(document.getString("cause")),
                document.getString("moduleVersion"),
                document.getString("operation"),
                document.getString("userId"),
                document.getString("userEmail"),
                document.getDate("at").toInstant());
        return new SettingsVersion(
                document.getString("_id"),
                document.getString("tenantId"),
                document.getString("module"),
                document.getLong("number"),
                document.getString("before"),
                origin,
                document.get("plain", Document.class),
                sealed(document.get(SEALED, Document.class)),
                document.getList("changed", String.class));
    }

    private static Map<String, SealedValue> sealed(Document document) {
        Map<String, SealedValue> values = new LinkedHashMap<>();
        document.forEach((key, value) -> {
            var sealed = (Document) value;
            values.put(
                    key,
                    new SealedValue(
                            sealed.getString("keyId"),
                            sealed.get("salt", Binary.class).getData(),
                            sealed.get(SEALED, Binary.class).getData()));
        });
        return values;
    }
}
