package com.a64platform.core.store.retention;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.not;
import static com.mongodb.client.model.Sorts.ascending;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.retention.Retained;
import com.a64platform.core.retention.RetainedRepository;
import com.a64platform.core.store.Store;
import com.a64platform.core.store.StoreCall;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** One document for each tenant and module. Times are kept to the millisecond. */
@Component(service = RetainedRepository.class)
public final class MongoRetainedRepository implements RetainedRepository {
    private static final String FENCE = "fence";
    private static final String PURGE_AT = "purgeAt";

    private final MongoCollection<Document> retained;

    @Activate
    public MongoRetainedRepository(@Reference Store store) {
        retained = store.collection("retained_data");
    }

    @Override
    public void put(Retained left, long fence) {
        StoreCall.run(
                () -> retained.replaceOne(
                        notAfter(left.tenantId(), left.module(), fence),
                        document(left, fence),
                        new ReplaceOptions().upsert(true)),
                () -> new ProblemException(
                        ErrorCode.CONFLICT,
                        "A later operation has decided about the data of " + left.module() + "; look again."));
    }

    @Override
    public void remove(String tenantId, String module, long fence) {
        StoreCall.run(() -> retained.deleteOne(notAfter(tenantId, module, fence)));
    }

    @Override
    public Optional<Retained> find(String tenantId, String module) {
        return StoreCall.run(() -> Optional.ofNullable(
                        retained.find(eq("_id", id(tenantId, module))).first()))
                .map(MongoRetainedRepository::retained);
    }

    @Override
    public List<Retained> all() {
        return StoreCall.run(() -> retained.find()
                .sort(ascending("module", "tenantId"))
                .map(MongoRetainedRepository::retained)
                .into(new ArrayList<>()));
    }

    private static Bson notAfter(String tenantId, String module, long fence) {
        return and(eq("_id", id(tenantId, module)), not(gt(FENCE, fence)));
    }

    /** A module's name has no slash. */
    private static String id(String tenantId, String module) {
        return module + "/" + tenantId;
    }

    private static Document document(Retained left, long fence) {
        return new Document("_id", id(left.tenantId(), left.module()))
                .append("tenantId", left.tenantId())
                .append("module", left.module())
                .append("version", left.version())
                .append("schema", left.schema())
                .append("settingsId", left.settingsId())
                .append("operationId", left.operationId())
                .append("left", Date.from(left.left()))
                .append(PURGE_AT, left.purgeAt().map(Date::from).orElse(null))
                .append("purging", left.purging())
                .append(FENCE, fence);
    }

    private static Retained retained(Document document) {
        return new Retained(
                document.getString("tenantId"),
                document.getString("module"),
                document.getString("version"),
                document.getInteger("schema"),
                document.getString("settingsId"),
                document.getString("operationId"),
                document.getDate("left").toInstant(),
                Optional.ofNullable(document.getDate(PURGE_AT)).map(Date::toInstant),
                document.getBoolean("purging"));
    }
}
