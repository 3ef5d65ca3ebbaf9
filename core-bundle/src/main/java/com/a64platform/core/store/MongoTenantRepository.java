package com.a64platform.core.store;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.TenantLimits;
import com.a64platform.core.tenants.TenantRepository;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.ReturnDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tenants, one document each; names are unique whatever their case. */
@Component(service = TenantRepository.class)
public final class MongoTenantRepository implements TenantRepository {
    private static final String KEY = "nameKey";
    private static final String CLOSED = "closedAt";
    private static final String LIMITS = "limits";

    private final MongoCollection<Document> tenants;

    @Activate
    public MongoTenantRepository(@Reference Store store) {
        tenants = store.collection("tenants", new IndexModel(ascending(KEY), new IndexOptions().unique(true)));
    }

    @Override
    public void add(Tenant tenant) {
        var document = new Document("_id", tenant.id())
                .append("name", tenant.name())
                .append(KEY, key(tenant.name()))
                .append("database", tenant.database())
                .append(CLOSED, tenant.closedAt().map(Date::from).orElse(null));
        StoreCall.run(() -> tenants.insertOne(document), MongoTenantRepository::taken);
    }

    @Override
    public Optional<Tenant> rename(String id, String name) {
        return change(id, combine(set("name", name), set(KEY, key(name))));
    }

    @Override
    public Optional<Tenant> setClosed(String id, Optional<Instant> closedAt) {
        return change(id, set(CLOSED, closedAt.map(Date::from).orElse(null)));
    }

    /** Sets these members and no other, so that two changes at once do not undo each other. */
    private Optional<Tenant> change(String id, Bson update) {
        var options = new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);
        return StoreCall.run(
                        () -> Optional.ofNullable(tenants.findOneAndUpdate(eq(id), update, options)),
                        MongoTenantRepository::taken)
                .map(MongoTenantRepository::tenant);
    }

    @Override
    public Optional<Tenant> setLimits(String id, TenantLimits limits) {
        return change(id, set(LIMITS, limits.equals(TenantLimits.NONE) ? null : document(limits)));
    }

    @Override
    public Optional<Tenant> find(String id) {
        return StoreCall.run(() -> Optional.ofNullable(tenants.find(eq(id)).first()))
                .map(MongoTenantRepository::tenant);
    }

    @Override
    public List<Tenant> all() {
        return StoreCall.run(() -> tenants.find()
                .sort(ascending(KEY))
                .map(MongoTenantRepository::tenant)
                .into(new ArrayList<>()));
    }

    private static Tenant tenant(Document document) {
        return new Tenant(
                document.getString("_id"),
                document.getString("name"),
                document.getString("database"),
                Optional.ofNullable(document.getDate(CLOSED)).map(Date::toInstant),
                Optional.ofNullable(document.get(LIMITS, Document.class))
                        .map(MongoTenantRepository::limits)
                        .orElse(TenantLimits.NONE));
    }

    private static Document document(TenantLimits limits) {
        var document = new Document();
        limits.requestsPerSecond().ifPresent(value -> document.append("requestsPerSecond", value));
        limits.burst().ifPresent(value -> document.append("burst", value));
        limits.requestsAtOnce().ifPresent(value -> document.append("requestsAtOnce", value));
        limits.members().ifPresent(value -> document.append("members", value));
        limits.modules().ifPresent(value -> document.append("modules", value));
        limits.documents().ifPresent(value -> document.append("documents", value));
        return document;
    }

    private static TenantLimits limits(Document document) {
        var documents = document.getLong("documents");
        return new TenantLimits(
                number(document, "requestsPerSecond"),
                number(document, "burst"),
                number(document, "requestsAtOnce"),
                number(document, "members"),
                number(document, "modules"),
                documents == null ? OptionalLong.empty() : OptionalLong.of(documents));
    }

    private static OptionalInt number(Document document, String name) {
        var value = document.getInteger(name);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static ProblemException taken() {
        return new ProblemException(ErrorCode.CONFLICT, "There is a tenant of this name; choose another.");
    }
}
