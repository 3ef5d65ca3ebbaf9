package com.a64platform.core.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.a64platform.core.memory.MonotonicState;
import com.a64platform.core.memory.MonotonicState.Floor;
import com.a64platform.core.memory.MonotonicStateRepository;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The monotonic state: one document, changed by compare-and-set. Names with dots are values here, never member names. */
@Component(service = MonotonicStateRepository.class)
public final class MongoMonotonicStateRepository implements MonotonicStateRepository {
    private static final String ID = "state";
    private static final String REVISION = "revision";
    private static final int TRIES = 50;

    private final MongoCollection<Document> states;

    @Activate
    public MongoMonotonicStateRepository(@Reference Store store) {
        states = store.collection("trust_state");
    }

    @Override
    public MonotonicState load() {
        return find().map(MongoMonotonicStateRepository::state).orElse(MonotonicState.EMPTY);
    }

    @Override
    public MonotonicState update(UnaryOperator<MonotonicState> change) {
        for (int i = 0; i < TRIES; i++) {
            var before = find();
            var after = change.apply(
                    before.map(MongoMonotonicStateRepository::state).orElse(MonotonicState.EMPTY));
            if (before.isPresent() ? replace(before.get(), after) : insert(after)) {
                return after;
            }
        }
        throw new ProblemException(
                ErrorCode.CONFLICT, "Other nodes are changing what is trusted at the same time; try again.");
    }

    private Optional<Document> find() {
        return StoreCall.run(() -> Optional.ofNullable(states.find(eq(ID)).first()));
    }

    private boolean insert(MonotonicState state) {
        try {
            StoreCall.run(
                    () -> states.insertOne(members(state).append("_id", ID).append(REVISION, 1L)), Raced::new);
            return true;
        } catch (Raced another) {
            return false;
        }
    }

    private boolean replace(Document before, MonotonicState after) {
        var unchanged = and(eq("_id", ID), eq(REVISION, before.getLong(REVISION)));
        var change = new Document("$set", members(after)).append("$inc", new Document(REVISION, 1L));
        return StoreCall.run(() -> states.updateOne(unchanged, change)).getModifiedCount() == 1;
    }

    private static Document members(MonotonicState state) {
        return new Document("counters", list(state.counters(), value -> new Document("value", value)))
                .append("floors", list(state.floors(), floor -> new Document("generation", floor.generation())
                        .append("version", floor.version())))
                .append("pins", list(state.pins(), owner -> new Document("owner", owner)));
    }

    private static <V> List<Document> list(Map<String, V> entries, Function<V, Document> value) {
        List<Document> list = new ArrayList<>();
        entries.forEach((name, entry) -> list.add(value.apply(entry).append("name", name)));
        return list;
    }

    private static MonotonicState state(Document document) {
        return new MonotonicState(
                map(document, "counters", entry -> entry.getLong("value")),
                map(document, "floors", entry -> new Floor(entry.getLong("generation"), entry.getString("version"))),
                map(document, "pins", entry -> entry.getString("owner")));
    }

    private static <V> Map<String, V> map(Document document, String name, Function<Document, V> value) {
        Map<String, V> map = new HashMap<>();
        document.getList(name, Document.class).forEach(entry -> map.put(entry.getString("name"), value.apply(entry)));
        return map;
    }

    /** Another node made the document first; said by the return value. */
    private static final class Raced extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
