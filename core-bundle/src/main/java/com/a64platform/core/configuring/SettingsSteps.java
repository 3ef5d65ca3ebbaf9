package com.a64platform.core.configuring;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.retention.Retained;
import com.a64platform.core.retention.RetainedRepository;
import com.a64platform.core.settings.SettingsChange;
import com.a64platform.core.settings.SettingsDraft;
import com.a64platform.core.settings.SettingsSchema;
import com.a64platform.core.settings.SettingsVault;
import com.a64platform.core.settings.SettingsVersion;
import com.a64platform.core.settings.SettingsVersion.Cause;
import com.a64platform.core.settings.SettingsVersion.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What operations do with settings. A version is prepared for each tenant before the pivot, named in the operation's data
 * by its id, and begins to count with the write that the pivot makes of the installation: settings and module change as
 * one. Undoing names the version before again, which nobody has touched. Thread-safe.
 */
@Component(service = SettingsSteps.class)
public final class SettingsSteps {
    /** What stands before a tenant's id in an operation's data; the value is the id of the version prepared for it. */
    public static final String PREPARED = "settings.";

    private static final String OF_UPDATE = "update.";

    private final Inventory inventory;
    private final SettingsVault vault;
    private final TenantSettings known;
    private final RetainedRepository retained;
    private final SettingsOutlook outlook;

    @Activate
    public SettingsSteps(
            @Reference Inventory inventory,
            @Reference SettingsVault vault,
            @Reference TenantSettings known,
            @Reference RetainedRepository retained) {
        this.inventory = inventory;
        this.vault = vault;
        this.known = known;
        this.retained = retained;
        this.outlook = new SettingsOutlook(inventory, vault);
    }

    // installing

    /**
     * Keeps what was given for an installation that is still to come. It counts for nothing until that is recorded.
     *
     * @param root JSON pointer to them in what was handed in
     * @return the version's id; empty when nothing was given
     * @throws ProblemException VALIDATION_FAILED with every fault
     */
    public String prepareGiven(
            String tenantId, ModuleDescriptor descriptor, Map<String, Object> given, String root, Audit.Actor actor) {
        var before = kept(tenantId, descriptor.name());
        var draft = SettingsChange.of(SettingsSchema.of(descriptor), before, given, root);
        var origin =
                new Origin(Cause.INSTALL, descriptor.version(), "", actor.userId(), actor.userEmail(), Instant.now());
        if (draft.isEmpty()) {
            return "";
        }
        var version = vault.keep(before, draft, origin);
        if (inventory.find(tenantId, descriptor.name()).isEmpty()) {
            vault.prune(version); // of what a node was about to install when it died
        }
        return version.id();
    }

    /** What counted when the module left the tenant; nothing when it has left nothing. */
    private SettingsVersion kept(String tenantId, String module) {
        return retained.find(tenantId, module)
                .flatMap(left -> vault.lookUp(tenantId, module, left.settingsId()))
                .orElseGet(() -> SettingsVersion.none(tenantId, module));
    }

    /** @throws ProblemException VALIDATION_FAILED when the artifact's own descriptor does not take what was given */
    public void checkGiven(StepContext step, ModuleDescriptor descriptor) {
        var version = prepared(step, step.tenantId());
        if (version.isEmpty() && !preparedId(step, step.tenantId()).isEmpty()) {
            throw new ProblemException(
                    ErrorCode.CONFLICT, "The settings that were given are not there any more; ask again with them.");
        }
        version.ifPresent(given -> SettingsChange.of(
                SettingsSchema.of(descriptor),
                SettingsVersion.none(given.tenantId(), given.module()),
                vault.open(given),
                "/configuration"));
    }

    /**
     * Keeps for an installation that is still to come what fits of the settings that the module had in the tenant before.
     *
     * @throws ProblemException SETTING_MISSING
     */
    public void prepareKept(StepContext step, ModuleDescriptor descriptor) {
        var before = kept(step.tenantId(), step.subject());
        if (!before.id().isEmpty()) {
            var migration = outlook.migration(SettingsSchema.of(descriptor), before, false, UnaryOperator.identity());
            migration.requireComplete(descriptor, step.tenantId());
            prepare(step, step.tenantId(), descriptor, Cause.INSTALL, before, migration.draft());
        }
    }

    // updating

    /** What an update would make of them. */
    public SettingsOutlook outlook() {
        return outlook;
    }

    /**
     * Prepares every tenant's settings for the next version.
     *
     * @param module asks the next version itself; called only when its descriptor says that it migrates
     * @throws ProblemException SETTING_MISSING
     */
    public void prepareUpdate(StepContext step, ModuleDescriptor next, boolean reset, ModuleMigration module) {
        var schema = SettingsSchema.of(next);
        prepare(step, next, Cause.UPDATE, (installation, before) -> {
            var migration = outlook.migration(
                    schema,
                    before,
                    reset,
                    opened -> next.config().migrates() ? module.migrate(installation, opened) : opened);
            migration.requireComplete(next, installation.tenantId());
            return migration.draft();
        });
    }

    // returning

    /** What an operation that returns from an update has to keep of the update's data. */
    public static Map<String, String> ofUpdate(Map<String, String> data) {
        return data.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(PREPARED))
                .collect(Collectors.toMap(entry -> OF_UPDATE + entry.getKey(), Map.Entry::getValue));
    }

    /**
     * Prepares for every tenant the settings that the update has replaced, as they were; for a tenant that the update did
     * not know, what of its settings fits the version that comes back.
     */
    public void prepareReturn(StepContext step, ModuleDescriptor before) {
        var schema = SettingsSchema.of(before);
        prepare(step, before, Cause.RETURN, (installation, now) -> replaced(step, installation)
                .map(SettingsDraft::of)
                .orElseGet(() -> outlook.migration(schema, now, false, UnaryOperator.identity())
                        .draft()));
    }

    private Optional<SettingsVersion> replaced(StepContext step, Installation installation) {
        var tenantId = installation.tenantId();
        return vault.lookUp(tenantId, installation.moduleName(), step.get(OF_UPDATE + PREPARED + tenantId))
                .flatMap(made -> made.before().isEmpty()
                        ? Optional.of(SettingsVersion.none(tenantId, installation.moduleName()))
                        : vault.lookUp(tenantId, installation.moduleName(), made.before()));
    }

    // recording, in each of them

    /**
     * The installation with the settings that were prepared for its tenant.
     *
     * @throws ProblemException CONFLICT when its settings were changed since
     */
    public Installation configured(StepContext step, Installation installation) {
        return prepared(step, installation.tenantId())
                .map(version -> {
                    if (!version.before().equals(installation.settingsId())) {
                        throw new ProblemException(
                                ErrorCode.CONFLICT,
                                "The settings of " + installation.moduleName() + " were changed meanwhile; try again.");
                    }
                    return installation.configured(version.id(), Instant.now());
                })
                .orElse(installation);
    }

    /** The installation with the settings that counted before. */
    public Installation unconfigured(StepContext step, Installation installation) {
        return prepared(step, installation.tenantId())
                .filter(version -> version.id().equals(installation.settingsId()))
                .map(version -> installation.configured(version.before(), Instant.now()))
                .orElse(installation);
    }

    /** Id of the version that was prepared for a tenant; empty when none was. */
    public String preparedId(StepContext step, String tenantId) {
        return step.get(PREPARED + tenantId);
    }

    /** Removes what an installation has prepared and does not count, but not what it was lent. */
    public void abandonOwn(StepContext step) {
        discard(step.tenantId(), step.subject(), idFor(step, step.tenantId()));
    }

    /** Removes what was prepared and does not count. */
    public void abandon(StepContext step) {
        Stream.concat(
                        Stream.of(step.tenantId()),
                        inventory.ofModule(step.subject()).stream().map(Installation::tenantId))
                .distinct()
                .forEach(tenantId -> {
                    discard(tenantId, step.subject(), preparedId(step, tenantId));
                    discard(tenantId, step.subject(), idFor(step, tenantId));
                });
    }

    /** The same whenever the step is taken up again: what it has prepared is found though nobody wrote down that it did. */
    private static String idFor(StepContext step, String tenantId) {
        var name = step.operationId() + " " + tenantId;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Whether nothing counts, or will when the module comes back, that it is or was made from it. */
    private boolean idle(SettingsVersion version) {
        var tenantId = version.tenantId();
        var module = version.module();
        var counting = inventory.find(tenantId, module).map(Installation::settingsId);
        var left = retained.find(tenantId, module).map(Retained::settingsId);
        return Stream.of(counting, left)
                .flatMap(Optional::stream)
                .flatMap(id -> vault.chain(tenantId, module, id).stream())
                .noneMatch(kept -> kept.id().equals(version.id()));
    }

    /** Forgets what is in memory of a module that has left a tenant. */
    public void leave(String tenantId, String module) {
        known.forget(tenantId, module);
    }

    /** Removes a version that an operation was to use, when no installation uses it. */
    public void discard(String tenantId, String module, String id) {
        vault.lookUp(tenantId, module, id).filter(this::idle).ifPresent(vault::discard);
    }

    private void prepare(StepContext step, ModuleDescriptor next, Cause cause, Drafting drafting) {
        for (var installation : inventory.ofModule(next.name())) {
            var before = outlook.version(installation);
            if (!before.id().isEmpty() || !SettingsSchema.of(next).isEmpty()) {
                var draft = drafting.draft(installation, before);
                prepare(step, installation.tenantId(), next, cause, before, draft);
            }
        }
    }

    private void prepare(
            StepContext step,
            String tenantId,
            ModuleDescriptor next,
            Cause cause,
            SettingsVersion before,
            SettingsDraft draft) {
        var actor = Audit.Actor.of(step.startedBy(), step::get);
        var origin =
                new Origin(cause, next.version(), step.operationId(), actor.userId(), actor.userEmail(), Instant.now());
        var id = idFor(step, tenantId);
        if (vault.lookUp(tenantId, next.name(), id).isEmpty()) {
            vault.keep(id, before, draft, origin);
        }
        step.put(PREPARED + tenantId, id);
    }

    /** What becomes of a tenant's settings. */
    @FunctionalInterface
    private interface Drafting {
        SettingsDraft draft(Installation installation, SettingsVersion before);
    }

    private Optional<SettingsVersion> prepared(StepContext step, String tenantId) {
        return vault.lookUp(tenantId, step.subject(), preparedId(step, tenantId));
    }
}
