package com.a64platform.core.rest.modules;

import com.a64platform.core.applying.ChangeModules;
import com.a64platform.core.applying.GivenSettings;
import com.a64platform.core.archives.ImportModules;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.observing.ModuleHealth;
import com.a64platform.core.offers.Catalogs;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationState;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.planning.Approval;
import com.a64platform.core.planning.Change;
import com.a64platform.core.planning.Change.Action;
import com.a64platform.core.planning.PlanRequest;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.rest.Bodies;
import com.a64platform.core.rest.installations.HealthView;
import com.a64platform.core.rest.installations.InstallationView;
import com.a64platform.core.rest.installations.InstallationViews;
import com.a64platform.core.rest.operations.OperationView;
import com.a64platform.core.tenants.Tenants;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Starts what a request asks for, writes refusals down, and answers with the operation or its outcome. Thread-safe. */
@Component(service = ModuleVerbs.class)
public final class ModuleVerbs {
    private static final int ESTIMATED_SECONDS = 5;

    private final ChangeModules changes;
    private final Operations operations;
    private final Inventory inventory;
    private final Tenants tenants;
    private final Audit audit;
    private final ModuleHealth health;
    private final InstallationViews views;

    @Activate
    public ModuleVerbs(
            @Reference ChangeModules changes,
            @Reference Operations operations,
            @Reference Inventory inventory,
            @Reference Tenants tenants,
            @Reference Audit audit,
            @Reference ModuleHealth health,
            @Reference InstallationViews views) {
        this.changes = changes;
        this.operations = operations;
        this.inventory = inventory;
        this.tenants = tenants;
        this.audit = audit;
        this.health = health;
        this.views = views;
    }

    /** The answer to a call that goes on after it: where to ask. */
    public record Accepted(String type, String operationId, String statusUrl, int estimatedDurationSeconds) {
        static Accepted of(Operation operation) {
            return new Accepted("Asynchronous", operation.id(), url(operation), ESTIMATED_SECONDS);
        }
    }

    /** The answer to enabling and disabling. */
    public record StatusChange(String status, String message, boolean restartRequired, InstallationView module) {}

    /** 202 with the operation, or after waiting for it 201 and the installation. */
    public Response install(ModuleRequests.Install body, Caller caller, Audit.Actor actor, Optional<Duration> wait) {
        var request = Bodies.required(body).checked();
        var tenant = tenant(request.tenantId(), caller);
        var module = request.moduleName().replace('_', '-');
        var change = new Change(
                Action.INSTALL,
                module,
                request.version().orElse(Catalogs.LATEST),
                tenant,
                request.autoActivate().orElse(true));
        var licenses = new HashMap<>(request.licenses().orElse(Map.of()));
        request.licenseKey().ifPresent(license -> licenses.put(module, license));
        var started = start(
                "module.install",
                change,
                request.cascade(),
                approval(request.planDigest(), request.consent()),
                licenses,
                GivenSettings.of(module, request.configuration().orElse(Map.of())),
                DataChoice.KEEP,
                actor);
        return answer(started, wait, () -> Response.status(Response.Status.CREATED)
                .entity(installation(tenant, module))
                .build());
    }

    /** Answers with the operation that installs what was sent, or with the installation of the module it is for. */
    Response importing(Audit.Actor actor, Optional<Duration> wait, Supplier<Operation> start) {
        var started = audited("module.import", "", actor, start);
        var module = started.data().getOrDefault(ImportModules.MODULE, "");
        return answer(started, wait, () -> Response.status(Response.Status.CREATED)
                .entity(installation(started.tenantId(), module))
                .build());
    }

    Response update(
            String module, ModuleRequests.Update request, Caller caller, Audit.Actor actor, Optional<Duration> wait) {
        var wanted = Optional.ofNullable(request).orElse(ModuleRequests.Update.TO_LATEST);
        var version = wanted.targetVersion().orElse(Catalogs.LATEST);
        var started = start(
                "module.update",
                new Change(
                        Action.UPDATE,
                        module,
                        version,
                        caller.tenantId(),
                        true,
                        !wanted.preserveConfig().orElse(true)),
                Optional.empty(),
                approval(wanted.planDigest(), wanted.consent()),
                wanted.licenses().orElse(Map.of()),
                GivenSettings.NONE,
                new DataChoice(false, wanted.backupCurrent().orElse(false)),
                actor);
        return answer(started, wait, () -> Response.ok(installation(caller.tenantId(), module))
                .build());
    }

    StatusChange enable(String module, ModuleRequests.Switch request, Caller caller, Audit.Actor actor) {
        var change = new Change(Action.ENABLE, module, Catalogs.LATEST, caller.tenantId());
        return changed(change, request, actor, "The module serves.");
    }

    StatusChange disable(String module, ModuleRequests.Switch request, Caller caller, Audit.Actor actor) {
        var change = new Change(Action.DISABLE, module, Catalogs.LATEST, caller.tenantId());
        return changed(change, request, actor, "The module no longer serves; license, settings and data are kept.");
    }

    Response uninstall(
            String module,
            ModuleRequests.Uninstall request,
            Caller caller,
            Audit.Actor actor,
            Optional<Duration> wait) {
        var change = new Change(Action.UNINSTALL, module, Catalogs.LATEST, caller.tenantId());
        var order = new ChangeModules.Order(
                PlanRequest.of(change, request.cascade().orElse(false)),
                approval(request.planDigest(), Optional.empty()),
                Map.of(),
                GivenSettings.NONE,
                request.choice(),
                actor);
        var started = audited("module.uninstall", module, actor, () -> changes.submit(order));
        return answer(started, wait, () -> Response.noContent().build());
    }

    HealthView health(String module, Caller caller) {
        installed(caller.tenantId(), module);
        return HealthView.of(module, health.of(module));
    }

    /** Carries out a plan; answers with the operation, or when it has ended in time with its end. */
    Response apply(ChangeModules.Order order, Optional<Duration> wait) {
        var started = audited("module.apply", "", order.actor(), () -> changes.submit(order));
        return answer(started, wait, () -> Response.ok(OperationView.of(operations.await(started.id(), Duration.ZERO)))
                .build());
    }

    /**
     * Starts an operation of another kind on a module: 202 with it, or when it has ended in time with its end.
     *
     * @param prefer the header of the request
     */
    public Response operation(
            String action, String module, String prefer, Audit.Actor actor, Supplier<Operation> start) {
        var started = audited(action, module, actor, start);
        return answer(started, Wait.of(prefer), () -> Response.ok(
                        OperationView.of(operations.await(started.id(), Duration.ZERO)))
                .build());
    }

    private StatusChange changed(Change change, ModuleRequests.Switch request, Audit.Actor actor, String message) {
        var started = start(
                "module." + change.action().name().toLowerCase(Locale.ROOT),
                change,
                request.cascade(),
                approval(request.planDigest(), Optional.empty()),
                Map.of(),
                GivenSettings.NONE,
                DataChoice.KEEP,
                actor);
        requireSuccess(operations.await(started.id(), Duration.ofMinutes(2)));
        var installation = installation(change.tenantId(), change.module());
        return new StatusChange(installation.desiredState(), message, false, installation);
    }

    private Operation start(
            String action,
            Change change,
            Optional<Boolean> cascade,
            Approval approval,
            Map<String, String> licenses,
            GivenSettings settings,
            DataChoice data,
            Audit.Actor actor) {
        var request = PlanRequest.of(change, cascade.orElse(false));
        var order = new ChangeModules.Order(request, approval, licenses, settings, data, actor);
        return audited(action, change.module(), actor, () -> changes.submit(order));
    }

    static Approval approval(Optional<String> digest, Optional<List<String>> consent) {
        return new Approval(digest.orElse(""), Set.copyOf(consent.orElse(List.of())));
    }

    private Response answer(Operation started, Optional<Duration> wait, Supplier<Response> done) {
        if (wait.isPresent()) {
            var now = operations.await(started.id(), wait.get());
            if (now.state().ended()) {
                requireSuccess(now);
                return done.get();
            }
        }
        return Response.accepted(Accepted.of(started))
                .location(URI.create(url(started)))
                .build();
    }

    /** An operation that failed answers with its own error. */
    private static Operation requireSuccess(Operation operation) {
        if (operation.state() == OperationState.SUCCEEDED) {
            return operation;
        }
        throw operation
                .failure()
                .orElse(new Operation.Failure(
                        ErrorCode.OPERATION_TIMEOUT.slug(), "It is still running; see " + url(operation) + "."))
                .problem("");
    }

    /** What is refused before it starts is written down here; what ends is written down by its operation. */
    private Operation audited(String action, String module, Audit.Actor actor, Supplier<Operation> start) {
        try {
            return start.get();
        } catch (ProblemException refusal) {
            audit.record(
                    actor,
                    action,
                    module,
                    "refused",
                    Map.of("error", refusal.code().slug() + ": " + refusal.detail()));
            throw refusal;
        }
    }

    private InstallationView installation(String tenantId, String module) {
        return views.whole(installed(tenantId, module));
    }

    private Installation installed(String tenantId, String module) {
        return inventory.require(tenantId, module);
    }

    /** The caller's tenant, or for a super_admin another one that exists. */
    public String tenant(Optional<String> named, Caller caller) {
        var tenant = caller.actingIn(named.orElse(""));
        return tenants.require(tenant).id();
    }

    private static String url(Operation operation) {
        return "/api/v1/operations/" + operation.id();
    }
}
