package com.a64platform.core.store;

import static com.mongodb.client.model.Filters.eq;

import com.a64platform.core.leases.LeaseRecord;
import com.a64platform.core.leases.LeaseRecord.Asked;
import com.a64platform.core.leases.LeaseRepository;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Leases, one document for each license. */
@Component(service = LeaseRepository.class)
public final class MongoLeaseRepository implements LeaseRepository {
    private final MongoCollection<Document> leases;

    @Activate
    public MongoLeaseRepository(@Reference Store store) {
        leases = store.collection("leases");
    }

    @Override
    public Optional<LeaseRecord> find(String issuer, String license) {
        return StoreCall.run(() ->
                        Optional.ofNullable(leases.find(eq(id(issuer, license))).first()))
                .map(MongoLeaseRepository::lease);
    }

    @Override
    public List<LeaseRecord> all() {
        return StoreCall.run(
                () -> leases.find().map(MongoLeaseRepository::lease).into(new ArrayList<>()));
    }

    @Override
    public void put(LeaseRecord lease) {
        StoreCall.run(() -> leases.replaceOne(
                eq(id(lease.issuer(), lease.license())), document(lease), new ReplaceOptions().upsert(true)));
    }

    @Override
    public void remove(String issuer, String license) {
        StoreCall.run(() -> leases.deleteOne(eq(id(issuer, license))));
    }

    /** An issuer is 64 hex digits, so that no two pairs look the same. */
    private static String id(String issuer, String license) {
        return issuer + ":" + license;
    }

    private static Document document(LeaseRecord lease) {
        return new Document("_id", id(lease.issuer(), lease.license()))
                .append("issuer", lease.issuer())
                .append("license", lease.license())
                .append("key", lease.key())
                .append("token", lease.token().orElse(null))
                .append("nonce", lease.asked().map(Asked::nonce).orElse(null))
                .append("counter", lease.asked().map(Asked::counter).orElse(0L));
    }

    private static LeaseRecord lease(Document document) {
        return new LeaseRecord(
                document.getString("issuer"),
                document.getString("license"),
                document.getString("key"),
                Optional.ofNullable(document.getString("token")),
                Optional.ofNullable(document.getString("nonce"))
                        .map(nonce -> new Asked(nonce, document.getLong("counter"))));
    }
}
