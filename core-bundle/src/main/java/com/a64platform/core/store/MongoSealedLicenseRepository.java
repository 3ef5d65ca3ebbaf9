package com.a64platform.core.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Indexes.ascending;

import com.a64platform.core.crypto.SealedValue;
import com.a64platform.core.licensing.SealedLicense;
import com.a64platform.core.licensing.SealedLicense.Terms;
import com.a64platform.core.licensing.SealedLicenseRepository;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.ReplaceOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.types.Binary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Sealed licenses, one document each. */
@Component(service = SealedLicenseRepository.class)
public final class MongoSealedLicenseRepository implements SealedLicenseRepository {
    private final MongoCollection<Document> licenses;

    @Activate
    public MongoSealedLicenseRepository(@Reference Store store) {
        licenses = store.collection("licenses", new IndexModel(ascending("tenantId", "module")));
    }

    @Override
    public void put(SealedLicense license) {
        StoreCall.run(
                () -> licenses.replaceOne(eq(license.id()), document(license), new ReplaceOptions().upsert(true)));
    }

    @Override
    public List<SealedLicense> find(String tenantId, String module) {
        return StoreCall.run(() -> licenses.find(and(eq("tenantId", tenantId), eq("module", module)))
                .map(MongoSealedLicenseRepository::license)
                .into(new ArrayList<>()));
    }

    @Override
    public List<SealedLicense> all() {
        return StoreCall.run(
                () -> licenses.find().map(MongoSealedLicenseRepository::license).into(new ArrayList<>()));
    }

    @Override
    public void remove(String id) {
        StoreCall.run(() -> licenses.deleteOne(eq(id)));
    }

    private static Document document(SealedLicense license) {
        Terms terms = license.terms();
        return new Document("_id", license.id())
                .append("tenantId", license.tenantId())
                .append("module", license.module())
                .append("issuer", terms.issuer())
                .append("jti", terms.jti())
                .append("type", terms.type())
                .append("until", terms.until().map(Date::from).orElse(null))
                .append("features", List.copyOf(terms.features()))
                .append("graceSeconds", terms.grace().toSeconds())
                .append("keyId", license.value().keyId())
                .append("salt", new Binary(license.value().salt()))
                .append("sealed", new Binary(license.value().sealed()))
                .append(
                        "unsealableSince",
                        license.unsealableSince().map(Date::from).orElse(null))
                .append("mac", new Binary(license.mac()));
    }

    private static SealedLicense license(Document document) {
        return new SealedLicense(
                document.getString("_id"),
                document.getString("tenantId"),
                document.getString("module"),
                terms(document),
                new SealedValue(document.getString("keyId"), bytes(document, "salt"), bytes(document, "sealed")),
                time(document, "unsealableSince"),
                bytes(document, "mac"));
    }

    private static Terms terms(Document document) {
        return new Terms(
                document.getString("issuer"),
                document.getString("jti"),
                document.getString("type"),
                time(document, "until"),
                Set.copyOf(document.getList("features", String.class)),
                Duration.ofSeconds(document.getLong("graceSeconds")));
    }

    private static Optional<Instant> time(Document document, String name) {
        return Optional.ofNullable(document.getDate(name)).map(Date::toInstant);
    }

    private static byte[] bytes(Document document, String name) {
        return document.get(name, Binary.class).getData();
    }
}
