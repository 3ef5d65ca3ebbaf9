package com.a64platform.adapters.embedded;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this store can do right. The engine below ignores much of what it does not know, and then answers wrongly without
 * a word; so a command, an option of it or a stage that is not listed here is refused with an error that names it.
 */
final class CommandRules {
    private static final Set<String> ANYWHERE = Set.of(
            "$db", "lsid", "$clusterTime", "$readPreference", "comment", "maxTimeMS", "readConcern", "writeConcern");

    private static final Map<String, Set<String>> OPTIONS = Map.ofEntries(
            Map.entry("find", Set.of("filter", "sort", "projection", "skip", "limit", "batchSize", "singleBatch")),
            Map.entry("insert", Set.of("documents", "ordered")),
            Map.entry("update", Set.of("updates", "ordered")),
            Map.entry("delete", Set.of("deletes", "ordered")),
            Map.entry(
                    "findAndModify",
                    Set.of("query", "sort", "update", "remove", "new", "upsert", "fields", "arrayFilters")),
            Map.entry("aggregate", Set.of("pipeline", "cursor", "allowDiskUse")),
            Map.entry("count", Set.of("query", "limit", "skip")),
            Map.entry("distinct", Set.of("key", "query")),
            Map.entry("create", Set.of()),
            Map.entry("createIndexes", Set.of("indexes")),
            Map.entry("listIndexes", Set.of("cursor")),
            Map.entry("dropIndexes", Set.of("index")),
            Map.entry("drop", Set.of()),
            Map.entry("dropDatabase", Set.of()),
            Map.entry("listCollections", Set.of("cursor", "nameOnly", "filter", "authorizedCollections")),
            Map.entry("listDatabases", Set.of("nameOnly")),
            Map.entry("getMore", Set.of("collection", "batchSize")),
            Map.entry("killCursors", Set.of("cursors")),
            Map.entry("ping", Set.of()),
            Map.entry("buildInfo", Set.of()));

    private static final Set<String> INDEX_OPTIONS = Set.of("key", "name", "unique", "sparse", "v", "ns", "background");
    private static final Set<String> UPDATE_OPTIONS = Set.of("q", "u", "multi", "upsert", "arrayFilters");
    private static final Set<String> DELETE_OPTIONS = Set.of("q", "limit");
    private static final Set<String> LOOKUP_OPTIONS =
            Set.of("from", "localField", "foreignField", "as", "let", "pipeline");
    private static final Set<String> STAGES = Set.of(
            "$match",
            "$project",
            "$sort",
            "$skip",
            "$limit",
            "$count",
            "$group",
            "$addFields",
            "$unset",
            "$unwind",
            "$lookup",
            "$replaceRoot",
            "$sortByCount",
            "$bucket",
            "$facet",
            "$sample");

    private CommandRules() {}

    /** @throws MongoServerError when the command asks for something that this store would not do, or not do right */
    static void check(String command, Document request) {
        Set<String> options = OPTIONS.get(command);
        if (options == null) {
            throw new MongoServerError(59, "CommandNotFound", "no such command in the embedded store: " + command);
        }
        request.keySet().stream().filter(name -> !name.equals(command)).forEach(name -> {
            if (!options.contains(name) && !ANYWHERE.contains(name)) {
                throw refused(command + "." + name);
            }
        });
        switch (command) {
            case "insert" -> checkOrder(command, request, documents(request, "documents"));
            case "update" -> checkUpdates(request);
            case "delete" -> checkDeletes(request);
            case "findAndModify" -> checkUpdate(request.getOrDefault("update", new Document()));
            case "aggregate" -> checkPipeline(request.get("pipeline"));
            case "createIndexes" -> documents(request, "indexes").forEach(CommandRules::checkIndex);
            case "dropIndexes" ->
                require(request.get("index") instanceof Document, "dropIndexes by name (name the keys)");
            case "listCollections" -> require(isEmpty(request.get("filter")), "listCollections.filter");
            default -> {
                // its options say it all
            }
        }
    }

    /** The engine counts wrongly when it goes on after an error. */
    private static void checkOrder(String command, Document request, List<Document> changes) {
        boolean ordered = !Boolean.FALSE.equals(request.get("ordered"));
        require(ordered || changes.size() <= 1, command + " of several documents with ordered: false");
    }

    private static void checkUpdates(Document request) {
        List<Document> updates = documents(request, "updates");
        require(updates.size() <= 1, "several updates in one command");
        for (Document update : updates) {
            checkOptions("update", update, UPDATE_OPTIONS);
            checkUpdate(update.get("u"));
        }
    }

    private static void checkUpdate(Object update) {
        require(update instanceof Document, "an update that is a pipeline");
        ((Document) update)
                .keySet()
                .forEach(name -> require(!name.contains("."), "a replacement with a dot in the field name " + name));
    }

    private static void checkDeletes(Document request) {
        List<Document> deletes = documents(request, "deletes");
        require(deletes.size() <= 1, "several deletes in one command");
        deletes.forEach(delete -> checkOptions("delete", delete, DELETE_OPTIONS));
    }

    private static void checkIndex(Document index) {
        checkOptions("createIndexes", index, INDEX_OPTIONS);
        ((Document) index.get("key")).forEach((field, direction) -> {
            require(direction instanceof Number, "an index of type " + direction);
            require(!field.contains("$"), "an index on " + field);
        });
    }

    private static void checkPipeline(Object pipeline) {
        require(pipeline instanceof List, "an aggregation whose pipeline is no array");
        for (Object element : (List<?>) pipeline) {
            require(element instanceof Document, "an aggregation stage that is no document");
            ((Document) element).forEach(CommandRules::checkStage);
        }
    }

    private static void checkStage(String name, Object value) {
        require(STAGES.contains(name), "the stage " + name);
        if (name.equals("$lookup")) {
            Document lookup = (Document) value;
            checkOptions(name, lookup, LOOKUP_OPTIONS);
            require(lookup.get("from") instanceof String, "$lookup.from that is no collection's name");
            checkPipeline(lookup.getOrDefault("pipeline", List.of()));
        } else if (name.equals("$facet")) {
            ((Document) value).values().forEach(CommandRules::checkPipeline);
        }
    }

    private static void checkOptions(String where, Document value, Set<String> allowed) {
        value.keySet().forEach(name -> require(allowed.contains(name), where + "." + name));
    }

    private static boolean isEmpty(Object filter) {
        return filter == null || filter instanceof Document document && document.isEmpty();
    }

    private static List<Document> documents(Document request, String name) {
        return Stream.ofNullable((Collection<?>) request.get(name))
                .flatMap(Collection::stream)
                .map(Document.class::cast)
                .collect(Collectors.toList());
    }

    private static void require(boolean supported, String what) {
        if (!supported) {
            throw refused(what);
        }
    }

    static MongoServerError refused(String what) {
        return new MongoServerError(
                238,
                "NotImplemented",
                "The embedded store does not support " + what + "; use a MongoDB server for it.");
    }
}
