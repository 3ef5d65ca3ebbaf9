package com.a64platform.core.store;

import com.mongodb.client.model.IndexOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.codecs.configuration.CodecConfigurationException;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;

/**
 * Reads what a module wants the store to do, refuses what it may not, and writes the rest down anew with the names of its
 * collections made physical. An expression is turned into a document once: what was checked is what is executed.
 * Immutable.
 *
 * @param module whose collections are {@code module.name}
 * @param declared the names that the module's descriptor declares
 */
record ModuleExpressions(String module, Set<String> declared, CodecRegistry codecs) {
    static final int MOST_RESULTS = 1000;

    private static final int MOST_STAGES = 50;
    private static final int DEEPEST = 40;

    ModuleExpressions {
        declared = Set.copyOf(declared);
    }

    String physical(String collection) {
        require(
                declared.contains(collection),
                "the collection " + collection + ", which the descriptor does not declare");
        return module + "." + collection;
    }

    BsonDocument filter(Bson filter) {
        BsonDocument document = document(filter);
        check(document, ModuleOperators.FILTERS, 0);
        return document;
    }

    BsonDocument update(Bson update) {
        BsonDocument document = document(update);
        require(!document.isEmpty(), "an empty update");
        document.forEach((operator, change) -> {
            require(ModuleOperators.UPDATES.contains(operator), operator + " in an update (use $set and its like)");
            require(change.isDocument(), operator + " without fields");
            change.asDocument().values().forEach(value -> checkChange(operator, value));
        });
        return document;
    }

    private static void checkChange(String operator, BsonValue value) {
        switch (operator) {
            case "$pull" -> check(value, ModuleOperators.CONDITIONS, 2);
            case "$push", "$addToSet" -> check(value, ModuleOperators.LIST_CHANGES, 2);
            case "$currentDate" -> check(value, Set.of("$type"), 2);
            default -> checkNames(value, 2);
        }
    }

    /** A sort, or the keys of an index: fields with 1 or -1. */
    BsonDocument order(Bson order) {
        BsonDocument document = document(order);
        document.forEach((field, direction) -> {
            boolean plain = !field.startsWith("$")
                    && direction.isNumber()
                    && Math.abs(direction.asNumber().doubleValue()) == 1.0;
            require(plain, field + " in a sort or an index (fields with 1 or -1)");
        });
        return document;
    }

    /** A document to keep: no name in it may be taken for an operator or a path. */
    Document content(Document document) {
        require(document.get("_id") != null, "a document without an _id");
        checkNames(document(document), 0);
        return document;
    }

    List<BsonDocument> pipeline(List<? extends Bson> stages) {
        List<BsonDocument> checked = new ArrayList<>();
        for (Bson stage : stages) {
            checked.add(stage(document(stage), 0));
        }
        require(checked.size() <= MOST_STAGES, "more than " + MOST_STAGES + " stages");
        checked.add(new BsonDocument("$limit", new BsonInt32(MOST_RESULTS)));
        return checked;
    }

    IndexOptions index(IndexOptions options) {
        IndexOptions plain = new IndexOptions().unique(options.isUnique()).name(options.getName());
        require(plain.toString().equals(options.toString()), "an index option other than unique and name");
        return plain;
    }

    private BsonDocument stage(BsonDocument stage, int depth) {
        require(stage.size() == 1 && depth < DEEPEST, "a stage that is not one operator");
        String name = stage.getFirstKey();
        BsonValue value = stage.get(name);
        require(ModuleOperators.STAGES.contains(name), "the stage " + name);
        BsonValue checked =
                switch (name) {
                    case "$lookup" -> lookup(value, depth);
                    case "$facet" -> facet(value, depth);
                    case "$match" -> check(value, ModuleOperators.FILTERS, depth);
                    default -> check(value, ModuleOperators.EXPRESSIONS, depth);
                };
        return new BsonDocument(name, checked);
    }

    private BsonDocument lookup(BsonValue value, int depth) {
        require(value.isDocument(), "a $lookup that is no document");
        BsonDocument checked = new BsonDocument();
        value.asDocument().forEach((option, setting) -> {
            require(ModuleOperators.LOOKUP.contains(option), "$lookup." + option);
            checked.put(
                    option,
                    switch (option) {
                        case "from" -> from(setting);
                        case "pipeline" -> stages(setting, depth);
                        default -> check(setting, ModuleOperators.EXPRESSIONS, depth);
                    });
        });
        require(checked.containsKey("from"), "a $lookup without from");
        return checked;
    }

    private BsonString from(BsonValue collection) {
        require(collection.isString(), "a $lookup.from that is no collection's name");
        return new BsonString(physical(collection.asString().getValue()));
    }

    private BsonDocument facet(BsonValue value, int depth) {
        require(value.isDocument(), "a $facet that is no document");
        BsonDocument checked = new BsonDocument();
        value.asDocument().forEach((name, stages) -> checked.put(name, stages(stages, depth)));
        return checked;
    }

    private BsonArray stages(BsonValue value, int depth) {
        require(value.isArray(), "a pipeline that is no array");
        BsonArray checked = new BsonArray();
        for (BsonValue each : value.asArray()) {
            require(each.isDocument(), "a stage that is no document");
            checked.add(stage(each.asDocument(), depth + 1));
        }
        return checked;
    }

    private static BsonValue check(BsonValue value, Set<String> allowed, int depth) {
        require(depth < DEEPEST, "an expression deeper than " + DEEPEST + " levels");
        if (value.isDocument()) {
            value.asDocument().forEach((name, nested) -> {
                require(!name.startsWith("$") || allowed.contains(name), name);
                check(nested, allowed, depth + 1);
            });
        } else if (value.isArray()) {
            value.asArray().forEach(each -> check(each, allowed, depth + 1));
        }
        require(!value.isJavaScript() && !value.isJavaScriptWithScope(), "a script");
        return value;
    }

    private static void checkNames(BsonValue value, int depth) {
        require(depth < DEEPEST, "a document deeper than " + DEEPEST + " levels");
        if (value.isDocument()) {
            value.asDocument().forEach((name, nested) -> {
                require(!name.startsWith("$") && !name.contains("."), "the field name " + name);
                checkNames(nested, depth + 1);
            });
        } else if (value.isArray()) {
            value.asArray().forEach(each -> checkNames(each, depth + 1));
        }
    }

    private BsonDocument document(Bson expression) {
        try {
            BsonDocument document = new BsonDocument();
            expression.toBsonDocument(Document.class, codecs).forEach(document::put);
            return document;
        } catch (CodecConfigurationException unknown) {
            throw new IllegalArgumentException(
                    "An expression holds a value that is no BSON type: " + unknown.getMessage(), unknown);
        }
    }

    private static void require(boolean allowed, String what) {
        if (!allowed) {
            throw new IllegalArgumentException("A module may not use " + what + ".");
        }
    }
}
