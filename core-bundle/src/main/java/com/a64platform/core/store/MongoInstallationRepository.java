package com.a64platform.core.store;

import static com.mongodb.client.model.Accumulators.sum;
import static com.mongodb.client.model.Aggregates.group;
import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.not;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Indexes.descending;

import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Installation.LicenseSummary;
import com.a64platform.core.modules.InstallationRepository;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Installations, one document each. Times are kept to the millisecond. */
@Component(service = InstallationRepository.class)
public final class MongoInstallationRepository implements InstallationRepository {
    private static final String REVISION = "revision";
    private static final String FENCE = "fence";
    private static final String STATUS = "status";
    /** The status of what is no installation any more. */
    private static final String REMOVED = "REMOVED";

    private final MongoCollection<Document> installations;

    @Activate
    public MongoInstallationRepository(@Reference Store store) {
        installations = store.collection(
                "installations",
                new IndexModel(ascending("tenantId", "moduleName"), new IndexOptions().unique(true)),
                new IndexModel(ascending(STATUS)),
                new IndexModel(descending("installedAt")));
    }

    @Override
    public void add(Installation installation) {
        insert(installation, new Document());
    }

    @Override
    public void add(Installation installation, long fence) {
        insert(installation, new Document(FENCE, fence));
    }

    @Override
    public Installation update(Installation installation) {
        return update(installation, eq("_id", installation.id()), new Document());
    }

    @Override
    public Installation update(Installation installation, long fence) {
        return update(installation, and(eq("_id", installation.id()), notAfter(fence)), new Document(FENCE, fence));
    }

    @Override
    public void remove(String id) {
        StoreCall.run(() -> installations.deleteOne(eq(id)));
    }

    /** The document stays as a mark, with a name that no module has; whoever would add it again late finds its id taken. */
    @Override
    public void remove(String id, long fence) {
        Document mark = new Document("tenantId", "")
                .append("moduleName", id)
                .append(STATUS, REMOVED)
                .append(FENCE, fence)
                .append("updatedAt", new Date());
        StoreCall.run(
                () -> installations.replaceOne(
                        and(eq("_id", id), notAfter(fence)), mark, new ReplaceOptions().upsert(true)),
                () -> new ProblemException(
                        ErrorCode.CONFLICT,
                        "A later operation has changed the installation " + id + "; read it again."));
    }

    private void insert(Installation installation, Document fence) {
        Document document =
                members(installation).append("_id", installation.id()).append(REVISION, installation.revision());
        document.putAll(fence);
        StoreCall.run(
                () -> installations.insertOne(document),
                () -> new ProblemException(
                        ErrorCode.MODULE_ALREADY_INSTALLED,
                        "The module " + installation.moduleName() + " is already installed for this tenant."));
    }

    /** Sets the members it knows and no other, so that what a newer version wrote survives. */
    private Installation update(Installation installation, Bson which, Document fence) {
        Bson unchanged = and(which, eq(REVISION, installation.revision()));
        Document members = members(installation);
        members.putAll(fence);
        Document change = new Document("$set", members).append("$inc", new Document(REVISION, 1L));
        Document after = StoreCall.run(() -> installations.findOneAndUpdate(
                unchanged, change, new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)));
        return Optional.ofNullable(after)
                .map(MongoInstallationRepository::installation)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.CONFLICT,
                        "The installation of " + installation.moduleName()
                                + " has been changed by somebody else; read it again."));
    }

    /** Also what no operation has written yet. */
    private static Bson notAfter(long fence) {
        return not(gt(FENCE, fence));
    }

    @Override
    public Optional<Installation> find(String id) {
        return first(and(eq("_id", id), ne(STATUS, REMOVED)));
    }

    @Override
    public Optional<Installation> find(String tenantId, String moduleName) {
        return first(and(eq("tenantId", tenantId), eq("moduleName", moduleName)));
    }

    @Override
    public List<Installation> ofModule(String moduleName) {
        return list(and(eq("moduleName", moduleName), ne(STATUS, REMOVED)));
    }

    @Override
    public List<Installation> all() {
        return list(ne(STATUS, REMOVED));
    }

    /**
     * Each write counts a document's revision up, and a removal leaves a document: as many of each status, written as often
     * altogether, are the same ones.
     */
    @Override
    public String mark() {
        var states = group("$" + STATUS, sum("documents", 1), sum("writes", "$" + REVISION));
        return StoreCall.run(() -> installations.aggregate(List.of(states)).into(new ArrayList<>())).stream()
                .map(Document::toJson)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private List<Installation> list(Bson filter) {
        return StoreCall.run(() -> installations
                .find(filter)
                .sort(ascending("moduleName", "tenantId"))
                .map(MongoInstallationRepository::installation)
                .into(new ArrayList<>()));
    }

    private Optional<Installation> first(Bson filter) {
        return StoreCall.run(
                        () -> Optional.ofNullable(installations.find(filter).first()))
                .map(MongoInstallationRepository::installation);
    }

    private static Document members(Installation installation) {
        return new Document("tenantId", installation.tenantId())
                .append("moduleName", installation.moduleName())
                .append("version", installation.version())
                .append("sha256", installation.sha256())
                .append("publisher", installation.publisher())
                .append("routePrefix", installation.routePrefix())
                .append(STATUS, installation.desiredState().name())
                .append("reason", installation.reason())
                .append(
                        "license",
                        installation
                                .license()
                                .map(MongoInstallationRepository::document)
                                .orElse(null))
                .append("permissions", installation.permissions())
                .append("settingsId", installation.settingsId())
                .append("installedBy", installation.installedBy())
                .append("installedAt", Date.from(installation.installedAt()))
                .append("updatedAt", Date.from(installation.updatedAt()));
    }

    private static Document document(LicenseSummary license) {
        return new Document("jti", license.jti())
                .append("type", license.type())
                .append("until", license.until().map(Date::from).orElse(null))
                .append("state", license.state())
                .append("notice", license.notice());
    }

    private static Installation installation(Document document) {
        return new Installation(
                document.getString("_id"),
                document.getString("tenantId"),
                document.getString("moduleName"),
                document.getString("version"),
                document.getString("sha256"),
                document.getString("publisher"),
                Optional.ofNullable(document.getString("routePrefix")).orElse(""),
                InstallationState.valueOf(document.getString(STATUS)),
                document.getString("reason"),
                Optional.ofNullable(document.get("license", Document.class)).map(MongoInstallationRepository::license),
                document.getList("permissions", String.class),
                Optional.ofNullable(document.getString("settingsId")).orElse(""),
                document.getString("installedBy"),
                instant(document, "installedAt"),
                instant(document, "updatedAt"),
                document.getLong(REVISION));
    }

    private static LicenseSummary license(Document document) {
        return new LicenseSummary(
                document.getString("jti"),
                document.getString("type"),
                Optional.ofNullable(document.getDate("until")).map(Date::toInstant),
                document.getString("state"),
                Optional.ofNullable(document.getString("notice")).orElse(""));
    }

    private static Instant instant(Document document, String name) {
        return document.getDate(name).toInstant();
    }
}
