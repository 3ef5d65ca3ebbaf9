package com.a64platform.core.tenancy;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.problem.ProblemException.FieldError;
import com.a64platform.core.tenants.Tenant;
import com.a64platform.core.tenants.Tenants;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Closes a tenant that has no module. It is closed first and looked at again afterwards, and who installs looks whether it
 * is open after his operation is in the journal: of two at once at least one sees the other. Thread-safe.
 */
@Component(service = CloseTenant.class)
public final class CloseTenant {
    private final Tenants tenants;
    private final Inventory inventory;
    private final Operations operations;

    @Activate
    public CloseTenant(@Reference Tenants tenants, @Reference Inventory inventory, @Reference Operations operations) {
        this.tenants = tenants;
        this.inventory = inventory;
        this.operations = operations;
    }

    /**
     * @throws ProblemException NOT_FOUND, CONFLICT with a list of what is installed or being installed, or when it is the
     *     default tenant; it is open then as before
     */
    public Tenant close(Audit.Actor actor, String id) {
        var tenant = tenants.require(id);
        if (!tenant.open()) {
            return tenant;
        }
        if (id.equals(Tenant.DEFAULT_ID)) {
            throw new ProblemException(
                    ErrorCode.CONFLICT, "The default tenant stays: what is dropped into deploy/ belongs to it.");
        }
        requireEmpty(id);
        var closed = tenants.close(actor, id);
        try {
            requireEmpty(id);
        } catch (ProblemException filledMeanwhile) {
            tenants.reopen(actor, id);
            throw filledMeanwhile;
        }
        return closed;
    }

    private void requireEmpty(String id) {
        var inTheWay = inTheWay(id);
        if (!inTheWay.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "The tenant still has modules; uninstall what is listed under errors first.",
                    inTheWay);
        }
    }

    /** Operations first: one that ends in between has left its installation by then. */
    private List<FieldError> inTheWay(String id) {
        var running = operations.unfinished().stream()
                .filter(operation -> operation.tenantId().equals(id))
                .map(CloseTenant::unfinished)
                .toList();
        var installed = inventory.all().stream()
                .filter(installation -> installation.tenantId().equals(id))
                .map(installation -> new FieldError(
                        "/installations/" + installation.id(),
                        installation.moduleName() + " " + installation.version() + " is "
                                + installation.desiredState()));
        return Stream.concat(installed, running.stream())
                .sorted(Comparator.comparing(FieldError::detail))
                .toList();
    }

    private static FieldError unfinished(Operation operation) {
        return new FieldError(
                "/operations/" + operation.id(), operation.kind() + " of " + operation.subject() + " is running");
    }
}
