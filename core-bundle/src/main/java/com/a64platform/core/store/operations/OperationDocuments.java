package com.a64platform.core.store.operations;

import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.StepRecord;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/** Operations as documents of the store, and back. */
public final class OperationDocuments {
    private static final String REVISION = "revision";

    private OperationDocuments() {}

    /** All that changes on its way. */
    public static Document members(Operation operation) {
        return new Document("kind", operation.kind())
                .append("subject", operation.subject())
                .append("tenantId", operation.tenantId())
                .append("startedBy", operation.startedBy())
                .append("state", operation.state().name())
                .append(
                        "steps",
                        operation.steps().stream()
                                .map(OperationDocuments::document)
                                .toList())
                .append("data", entries(operation.data()))
                .append(
                        "failure",
                        operation
                                .failure()
                                .map(failure -> new Document("code", failure.code()).append("detail", failure.detail()))
                                .orElse(null))
                .append("updatedAt", Date.from(operation.updatedAt()))
                .append(REVISION, operation.revision());
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

    public static Operation operation(Document document) {
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
                        .map(OperationDocuments::step)
                        .toList(),
                data,
                Optional.ofNullable(document.get("failure", Document.class))
                        .map(failure -> new Operation.Failure(failure.getString("code"), failure.getString("detail"))),
                document.getDate("createdAt").toInstant(),
                document.getDate("updatedAt").toInstant(),
                Optional.ofNullable(document.getLong(REVISION)).orElse(0L));
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
