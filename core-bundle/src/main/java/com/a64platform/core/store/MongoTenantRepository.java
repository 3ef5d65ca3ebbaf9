package com.a64platform.core.store;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Indexes.ascending;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.TenantRepository;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tenants, one document each; names are unique whatever their case. */
@Component(service = TenantRepository.class)
public final class MongoTenantRepository implements TenantRepository {
    private static final String KEY = "nameKey";

    private final MongoCollection<Document> tenants;

    @Activate
    public MongoTenantRepository(@Reference Store store) {
        tenants = store.collection("tenants", new IndexModel(ascending(KEY), new IndexOptions().unique(true)));
    }

    @Override
    public void add(Tenant tenant) {
        var document = new Document("_id", tenant.id())
                .append("name", tenant.name())
                .append(KEY, tenant.name().toLowerCase(Locale.ROOT))
                .append("database", tenant.database());
        StoreCall.run(
                () -> tenants.insertOne(document),
                () -> new ProblemException(ErrorCode.CONFLICT, "There is a tenant of this name; choose another."));
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
        return new Tenant(document.getString("_id"), document.getString("name"), document.getString("database"));
    }
}
