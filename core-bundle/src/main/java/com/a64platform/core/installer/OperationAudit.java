package com.a64platform.core.installer;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.backup.Backup;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationListener;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.upkeep.RotateKeys;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Writes the end of every operation into the audit, under the name of whoever asked for it. */
@Component(service = OperationAudit.class)
public final class OperationAudit implements OperationListener {
    private final Audit audit;

    @Activate
    public OperationAudit(@Reference Audit audit) {
        this.audit = audit;
    }

    @Override
    public void ended(Operation operation) {
        record(operation);
    }

    @Override
    public void foundUnclean(Operation operation) {
        record(operation);
    }

    private void record(Operation operation) {
        var data = operation.data();
        var actor = Audit.Actor.of(operation.startedBy(), key -> data.getOrDefault(key, ""));
        var status = operation.state() == OperationState.SUCCEEDED ? "success" : "failure";
        audit.record(actor, action(operation), module(operation), status, details(operation));
    }

    /** What is no module's. */
    private static final Map<String, String> OF_THE_HOME =
            Map.of(RotateKeys.KIND, "keys.rotate", Backup.KIND, "home.backup");

    private static String action(Operation operation) {
        return OF_THE_HOME.getOrDefault(operation.kind(), "module." + operation.kind());
    }

    private static String module(Operation operation) {
        return OF_THE_HOME.containsKey(operation.kind()) ? "" : operation.subject();
    }

    private static Map<String, String> details(Operation operation) {
        Map<String, String> details = new HashMap<>();
        details.put("operationId", operation.id());
        details.put("tenantId", operation.tenantId());
        copy(operation, Keys.VERSION, details);
        copy(operation, Keys.DROPPED, details);
        copy(operation, Keys.REASON, details);
        copy(operation, Keys.RESET_SETTINGS, details);
        copy(operation, Keys.SETTINGS_DROPPED, details);
        RotateKeys.COUNTS.forEach(count -> copy(operation, count, details));
        Backup.RESULTS.forEach(result -> copy(operation, result, details));
        operation.failure().ifPresent(failure -> details.put("error", failure.code() + ": " + failure.detail()));
        return details;
    }

    private static void copy(Operation operation, String key, Map<String, String> details) {
        var value = operation.data().getOrDefault(key, "");
        if (!value.isEmpty()) {
            details.put(key, value);
        }
    }
}
