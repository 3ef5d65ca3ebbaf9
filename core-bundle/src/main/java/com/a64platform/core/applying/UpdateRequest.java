package com.a64platform.core.applying;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.offers.Catalogs;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.planning.Approval;
import com.a64platform.core.planning.Change;
import com.a64platform.core.planning.PlanRequest;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.upkeep.OwnerRequest;
import com.a64platform.core.upkeep.OwnerRequest.Answer;
import com.a64platform.core.upkeep.OwnerWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code ./a64 module update}: a module at another version, for all tenants that have it. */
@Component(service = OwnerWork.class)
public final class UpdateRequest implements OwnerWork {
    public static final String MODULE = "module";
    /** As {@link Change#version()}. */
    public static final String VERSION = "version";
    /** The permissions that it may have, with spaces between. */
    public static final String CONSENT = "consent";

    public static final String RESET_SETTINGS = "resetSettings";
    public static final String BACKUP = "backup";

    /** Who asked waits a little longer. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final ChangeModules changes;
    private final Operations operations;
    private final Inventory inventory;

    @Activate
    public UpdateRequest(
            @Reference ChangeModules changes, @Reference Operations operations, @Reference Inventory inventory) {
        this.changes = changes;
        this.operations = operations;
        this.inventory = inventory;
    }

    @Override
    public String name() {
        return OwnerRequest.MODULE_UPDATE;
    }

    @Override
    public Answer answer(Map<String, String> arguments) {
        var before = installed(arguments.getOrDefault(MODULE, ""));
        var started = changes.submit(order(before, arguments));
        return told(before, operations.await(started.id(), PATIENCE));
    }

    private Installation installed(String module) {
        return inventory.ofModule(module).stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.MODULE_NOT_INSTALLED, "Module " + module + " is not installed; install it first."));
    }

    private static ChangeModules.Order order(Installation installed, Map<String, String> arguments) {
        var change = new Change(
                Change.Action.UPDATE,
                installed.moduleName(),
                arguments.getOrDefault(VERSION, Catalogs.LATEST),
                installed.tenantId(),
                true,
                Boolean.parseBoolean(arguments.get(RESET_SETTINGS)));
        return new ChangeModules.Order(
                PlanRequest.of(change, false),
                new Approval("", Set.copyOf(Keys.words(arguments.getOrDefault(CONSENT, "")))),
                Map.of(),
                GivenSettings.NONE,
                new DataChoice(false, Boolean.parseBoolean(arguments.get(BACKUP))),
                Audit.Actor.SYSTEM);
    }

    private Answer told(Installation before, Operation ended) {
        var told = Answer.of(ended);
        if (ended.state() != OperationState.SUCCEEDED) {
            return told;
        }
        List<String> lines = new ArrayList<>(told.lines());
        lines.add("Module " + before.moduleName() + " was " + before.version() + " and is "
                + installed(before.moduleName()).version() + " now.");
        return new Answer(0, lines);
    }
}
