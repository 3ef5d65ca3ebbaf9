package com.a64platform.farm;

import com.a64platform.api.ModuleProblem;
import com.a64platform.api.data.DuplicateKeyException;
import com.a64platform.api.data.ModuleCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Documents that carry a name, a version counted up by every change, and who made and changed them when. A change
 * touches only the fields it names, so what a newer version of the module wrote into a document stays. Thread-safe.
 */
final class VersionedDocuments<T> {
    /** The name in the form that is compared: unique and sorted without regard to case. */
    static final String NAME_KEY = "nameKey";

    private final ModuleCollection collection;
    private final String noun;
    private final Function<Document, T> reader;
    private final Clock clock;

    /** @param noun what a document is called in messages, such as {@code farm} */
    VersionedDocuments(ModuleCollection collection, String noun, Function<Document, T> reader, Clock clock) {
        this.collection = collection;
        this.noun = noun;
        this.reader = reader;
        this.clock = clock;
    }

    /** @throws ModuleProblem 409 when the name is taken */
    T add(Document fields, String userId) {
        Date now = Date.from(clock.instant());
        Document document = keyed(fields)
                .append("_id", UUID.randomUUID().toString())
                .append("version", 1L)
                .append("createdAt", now)
                .append("createdBy", userId)
                .append("updatedAt", now)
                .append("updatedBy", userId);
        unlessNameIsTaken(() -> {
            collection.insert(document);
            return document;
        });
        return reader.apply(document);
    }

    Page<T> page(Bson scope, ListQuery query) {
        Bson filter = Filters.and(scope, query.filter());
        List<T> data = collection.find(filter, query.sort(), query.skip(), query.perPage()).stream()
                .map(reader)
                .toList();
        return Page.of(data, collection.count(filter), query);
    }

    /** @throws ModuleProblem 404 when there is none */
    T get(Bson which) {
        return find(which).map(reader).orElseThrow(this::missing);
    }

    /**
     * Sets fields of the one document.
     *
     * @throws ModuleProblem 404 when there is none, 412 when it is at another version, 409 when the name is taken
     */
    T change(Bson which, IfMatch match, Document fields, String userId, Bson... more) {
        List<Bson> updates = new ArrayList<>(List.of(more));
        keyed(fields).forEach((name, value) -> updates.add(Updates.set(name, value)));
        updates.add(Updates.set("updatedAt", Date.from(clock.instant())));
        updates.add(Updates.set("updatedBy", userId));
        updates.add(Updates.inc("version", 1L));
        Bson filter = Filters.and(which, match.filter());
        return unlessNameIsTaken(() -> collection.updateOne(filter, Updates.combine(updates)))
                .map(reader)
                .orElseThrow(() -> unmatched(which));
    }

    /** @throws ModuleProblem 404 when there is none, 412 when it is at another version */
    void remove(Bson which, IfMatch match) {
        if (!collection.deleteOne(Filters.and(which, match.filter()))) {
            throw unmatched(which);
        }
    }

    Optional<Document> find(Bson which) {
        return collection.find(which, new Document("_id", 1), 0, 1).stream().findFirst();
    }

    ModuleProblem missing() {
        return ModuleProblem.notFound("There is no such " + noun + "; ask for the list of what there is.");
    }

    /** Why nothing matched. */
    ModuleProblem unmatched(Bson which) {
        return find(which).isEmpty()
                ? missing()
                : new ModuleProblem(
                        412, "version-mismatch", "The " + noun + " has changed; read it again and repeat your change.");
    }

    private <R> R unlessNameIsTaken(Supplier<R> write) {
        try {
            return write.get();
        } catch (DuplicateKeyException taken) {
            throw new ModuleProblem(409, noun + "-name-taken", "Another " + noun + " has this name; choose another.");
        }
    }

    private static Document keyed(Document fields) {
        Document document = new Document(fields);
        Optional.ofNullable(fields.getString("name"))
                .ifPresent(name -> document.append(NAME_KEY, name.toLowerCase(Locale.ROOT)));
        return document;
    }
}
