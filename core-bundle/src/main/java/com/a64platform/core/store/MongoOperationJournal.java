package com.a64platform.core.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Indexes.descending;

import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationJournal;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.StepRecord;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.ReplaceOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Operations, one document each, and one claim document for each subject that has one running: its unique id is what
 * keeps two operations on one subject apart.
 */
@Component(service = OperationJournal.class)
public final class MongoOperationJournal implements OperationJournal {
    private final MongoCollection<Document> operations;
    private final MongoCollection<Document> claims;

    @Activate
    public MongoOperationJournal(@Reference Store store) {
        operations = store.collection(
                "operations", new IndexModel(ascending("state")), new IndexModel(descending("createdAt")));
        claims = store.collection("operation_claims");
    }

    @Override
    public void begin(Operation operation) {
        var claim = new Document("_id", operation.subject()).append("operation", operation.id());
        StoreCall.run(() -> claims.insertOne(claim), () -> busy(operation.subject()));
        try {
            StoreCall.run(() -> operations.insertOne(document(operation)));
        } catch (ProblemException failed) {
            release(operation);
            throw failed;
        }
    }

    @Override
    public void write(Operation operation) {
        StoreCall.run(() -> operations.replaceOne(
                eq("_id", operation.id()), document(operation), new ReplaceOptions().upsert(true)));
    }

    @Override
    public void end(Operation operation) {
        write(operation);
        release(operation);
    }

    @Override
    public boolean amend(Operation known, Operation amended) {
        var unchanged = and(
                eq("_id", known.id()),
                eq("state", known.state().name()),
                eq("updatedAt", Date.from(known.updatedAt())));
        return StoreCall.run(() -> operations.replaceOne(unchanged, document(amended)))
                        .getMatchedCount()
                == 1;
    }

    @Override
    public Optional<Operation> find(String id) {
        return StoreCall.run(
                        () -> Optional.ofNullable(operations.find(eq("_id", id)).first()))
                .map(MongoOperationJournal::operation);
    }

    @Override
    public List<Operation> unfinished() {
        var open = StoreCall.run(() -> operations
                .find(in("state", OperationState.RUNNING.name(), OperationState.UNDOING.name()))
                .sort(ascending("createdAt"))
                .map(MongoOperationJournal::operation)
                .into(new ArrayList<>()));
        var held = open.stream().map(Operation::id).toList();
        StoreCall.run(() -> claims.find().into(new ArrayList<>())).stream()
                .filter(claim -> !held.contains(claim.getString("operation")))
                .forEach(claim -> StoreCall.run(() -> claims.deleteOne(claim)));
        return open;
    }

    @Override
    public List<Operation> recent(int limit) {
        return StoreCall.run(() -> operations
                .find()
                .sort(descending("createdAt"))
                .limit(limit)
                .map(MongoOperationJournal::operation)
                .into(new ArrayList<>()));
    }

    private void release(Operation operation) {
        StoreCall.run(() -> claims.deleteOne(and(eq("_id", operation.subject()), eq("operation", operation.id()))));
    }

    private ProblemException busy(String subject) {
        var holder = StoreCall.run(
                () -> Optional.ofNullable(claims.find(eq("_id", subject)).first()));
        return new ProblemException(
                ErrorCode.OPERATION_IN_PROGRESS,
                "Operation " + holder.map(claim -> claim.getString("operation")).orElse("(just ended)")
                        + " is working on module " + subject + "; wait until it has ended.");
    }

    private static Document document(Operation operation) {
        return new Document("_id", operation.id())
                .append("kind", operation.kind())
                .append("subject", operation.subject())
                .append("tenantId", operation.tenantId())
                .append("startedBy", operation.startedBy())
                .append("state", operation.state().name())
                .append(
                        "steps",
                        operation.steps().stream()
                                .map(MongoOperationJournal::document)
                                .toList())
                .append("data", entries(operation.data()))
                .append(
                        "failure",
                        operation
                                .failure()
                                .map(failure -> new Document("code", failure.code()).append("detail", failure.detail()))
                                .orElse(null))
                .append("createdAt", Date.from(operation.createdAt()))
                .append("updatedAt", Date.from(operation.updatedAt()));
    }

    /** Keys hold dots, which member names should not; so they are kept as a list of pairs. */
    private static List<Document> entries(Map<String, String> data) {
        return data.entrySet().stream()
                .map(entry -> new Document("key", entry.getKey()).append("value", entry.getValue()))
                .toList();
    }

    private static Document document(StepRecord step) {
        return new Document("name", step.name())
                .append("state", step.state().name())
                .append("detail", step.detail())
                .append("startedAt", step.startedAt().map(Date::from).orElse(null))
                .append("endedAt", step.endedAt().map(Date::from).orElse(null));
    }

    private static Operation operation(Document document) {
        Map<String, String> data = new HashMap<>();
        document.getList("data", Document.class)
                .forEach(entry -> data.put(entry.getString("key"), entry.getString("value")));
        return new Operation(
                document.getString("_id"),
                document.getString("kind"),
                document.getString("subject"),
                document.getString("tenantId"),
                document.getString("startedBy"),
                OperationState.valueOf(document.getString("state")),
                document.getList("steps", Document.class).stream()
                        .map(MongoOperationJournal::step)
                        .toList(),
                data,
                Optional.ofNullable(document.get("failure", Document.class))
                        .map(failure -> new Operation.Failure(failure.getString("code"), failure.getString("detail"))),
                document.getDate("createdAt").toInstant(),
                document.getDate("updatedAt").toInstant());
    }

    private static StepRecord step(Document document) {
        return new StepRecord(
                document.getString("name"),
                StepRecord.State.valueOf(document.getString("state")),
                document.getString("detail"),
                instant(document, "startedAt"),
                instant(document, "endedAt"));
    }

    private static Optional<Instant> instant(Document document, String name) {
        return Optional.ofNullable(document.getDate(name)).map(Date::toInstant);
    }
}
