package com.a64platform.core.unloading;

import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operation that unloaded a revision what came of it, mostly after the operation has ended. Thread-safe. */
@Component(service = UncleanOperations.class)
public final class UncleanOperations implements UnloadListener {
    private static final Logger log = LoggerFactory.getLogger(UncleanOperations.class);

    private final Operations operations;

    @Activate
    public UncleanOperations(@Reference Operations operations, @Reference Unloading unloading) {
        this.operations = operations;
        unloading.listen(this);
    }

    @Override
    public String operationOn(String module) {
        return operations.running(module).stream()
                .map(Operation::id)
                .findFirst()
                .orElse("");
    }

    @Override
    public boolean settled(Departure departure) {
        try {
            return departure.operation().isEmpty() || tell(departure);
        } catch (ProblemException noStore) {
            log.debug("Operation {} cannot be told yet", departure.operation(), noStore);
            return false;
        }
    }

    private boolean tell(Departure departure) {
        if (!departure.collected()) {
            return operations.foundUnclean(departure.operation(), ErrorCode.MODULE_NOT_UNLOADED, departure.verdict());
        }
        var cleared = departure.cleared();
        return cleared.isEmpty()
                || operations.remark(
                        departure.operation(),
                        "Version " + departure.version() + " left what was cleared: " + cleared + ".");
    }
}
