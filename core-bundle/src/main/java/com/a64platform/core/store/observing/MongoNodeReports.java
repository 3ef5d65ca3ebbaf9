package com.a64platform.core.store.observing;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.ne;

import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.observing.ModuleHealth;
import com.a64platform.core.observing.NodeReports;
import com.a64platform.core.observing.Observed;
import com.a64platform.core.store.Store;
import com.a64platform.core.store.StoreCall;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Signs of life, one document for each node, and reports, one for each node and module. */
@Component(service = NodeReports.class)
public final class MongoNodeReports implements NodeReports {
    private static final String NODE = "node";

    private final MongoCollection<Document> nodes;
    private final MongoCollection<Document> observations;

    @Activate
    public MongoNodeReports(@Reference Store store) {
        nodes = store.collection("nodes");
        observations = store.collection("observations");
    }

    @Override
    public void beat(Beat beat) {
        var document =
                new Document("_id", beat.node()).append("beat", beat.count()).append("at", Date.from(beat.at()));
        StoreCall.run(() -> nodes.replaceOne(eq(beat.node()), document, new ReplaceOptions().upsert(true)));
    }

    @Override
    public void put(Report report) {
        var id = id(report.node(), report.module());
        var document = new Document("_id", id)
                .append(NODE, report.node())
                .append("module", report.module())
                .append(
                        "installations",
                        report.installations().entrySet().stream()
                                .map(entry -> document(entry.getKey(), entry.getValue()))
                                .toList());
        StoreCall.run(() -> observations.replaceOne(eq(id), document, new ReplaceOptions().upsert(true)));
    }

    @Override
    public void remove(String node, String module) {
        StoreCall.run(() -> observations.deleteOne(eq(id(node, module))));
    }

    @Override
    public void remove(String node) {
        StoreCall.run(() -> nodes.deleteOne(eq(node)));
        StoreCall.run(() -> observations.deleteMany(eq(NODE, node)));
    }

    @Override
    public List<Beat> beats() {
        return StoreCall.run(() -> nodes.find().map(MongoNodeReports::beat).into(new ArrayList<>()));
    }

    @Override
    public List<Report> ofOthers(String node) {
        return StoreCall.run(() ->
                observations.find(ne(NODE, node)).map(MongoNodeReports::report).into(new ArrayList<>()));
    }

    /** A node's id has no such sign. */
    private static String id(String node, String module) {
        return node + "/" + module;
    }

    private static Document document(String installation, Observed observed) {
        return new Document("installation", installation)
                .append("state", observed.state().name())
                .append("health", observed.health().name())
                .append("since", Date.from(observed.since()))
                .append("reason", observed.reason());
    }

    private static Beat beat(Document document) {
        return new Beat(
                document.getString("_id"),
                document.getLong("beat"),
                document.getDate("at").toInstant());
    }

    private static Report report(Document document) {
        var node = document.getString(NODE);
        Map<String, Observed> installations = new LinkedHashMap<>();
        for (var one : document.getList("installations", Document.class)) {
            installations.put(one.getString("installation"), observed(node, one));
        }
        return new Report(node, document.getString("module"), installations);
    }

    private static Observed observed(String node, Document document) {
        return new Observed(
                node,
                InstallationState.valueOf(document.getString("state")),
                ModuleHealth.Status.valueOf(document.getString("health")),
                document.getDate("since").toInstant(),
                document.getString("reason"),
                false);
    }
}
