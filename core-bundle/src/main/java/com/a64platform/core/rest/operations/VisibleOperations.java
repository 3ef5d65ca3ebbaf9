package com.a64platform.core.rest.operations;

import com.a64platform.core.identity.Caller;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The operations that a caller may see: a super_admin all, anybody else those of the own tenant. Thread-safe. */
@Component(service = VisibleOperations.class)
public final class VisibleOperations {
    private final Operations operations;

    @Activate
    public VisibleOperations(@Reference Operations operations) {
        this.operations = operations;
    }

    /** @throws ProblemException NOT_FOUND, also for one that is another tenant's */
    public Operation require(String id, Caller caller) {
        return operations
                .find(id)
                .filter(operation -> caller.superAdmin() || operation.tenantId().equals(caller.tenantId()))
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "There is no operation " + id + "."));
    }
}
