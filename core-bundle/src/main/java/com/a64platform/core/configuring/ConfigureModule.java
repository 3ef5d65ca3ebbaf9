package com.a64platform.core.configuring;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.settings.SettingsChange;
import com.a64platform.core.settings.SettingsDraft;
import com.a64platform.core.settings.SettingsMigration;
import com.a64platform.core.settings.SettingsSchema;
import com.a64platform.core.settings.SettingsVault;
import com.a64platform.core.settings.SettingsVersion;
import com.a64platform.core.settings.SettingsVersion.Cause;
import com.a64platform.core.settings.SettingsVersion.Origin;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Changes the settings of an installed module in a tenant and tells the module, which goes on running. A version is written
 * first and counts with the one write of the installation that names it. Thread-safe.
 */
@Component(service = ConfigureModule.class)
public final class ConfigureModule {
    private static final String ACTION = "module.configure";
    private static final int TRIES = 5;

    private final Inventory inventory;
    private final Schemas schemas;
    private final SettingsVault vault;
    private final SettingsWatch watch;
    private final Operations operations;
    private final Audit audit;

    @Activate
    public ConfigureModule(
            @Reference Inventory inventory,
            @Reference Schemas schemas,
            @Reference SettingsVault vault,
            @Reference SettingsWatch watch,
            @Reference Operations operations,
            @Reference Audit audit) {
        this.inventory = inventory;
        this.schemas = schemas;
        this.vault = vault;
        this.watch = watch;
        this.operations = operations;
        this.audit = audit;
    }

    /**
     * Who wants to change what.
     *
     * @param expected tags of the versions that the change was made for; empty when it is meant for whatever counts
     */
    public record Place(String tenantId, String module, Set<String> expected, Audit.Actor actor) {
        public Place {
            expected = Set.copyOf(expected);
        }
    }

    /** A module's settings in a tenant, with what describes them. */
    public record Settings(Installation installation, SettingsSchema schema, SettingsVersion version) {
        /** What counts, a value for each setting that has one; sensitive ones are {@link SettingsSchema#MASK}. */
        public Map<String, Object> shown() {
            Map<String, Object> set = new HashMap<>(version.plain());
            version.sealed().keySet().forEach(key -> set.put(key, SettingsSchema.MASK)); // also what does not open
            var values = schema.effective(set);
            values.replaceAll((key, value) -> version.masks(key, schema) ? SettingsSchema.MASK : value);
            return values;
        }
    }

    /** @throws ProblemException MODULE_NOT_INSTALLED */
    public Settings settings(String tenantId, String module) {
        return settings(inventory.require(tenantId, module));
    }

    /** {@link Settings#shown} of an installation; empty when nobody can say, and {@code why} then says what to do. */
    public Optional<Map<String, Object>> shown(Installation installation) {
        var tenantId = installation.tenantId();
        var module = installation.moduleName();
        var version = Optional.of(SettingsVersion.none(tenantId, module))
                .filter(none -> installation.settingsId().isEmpty())
                .or(() -> vault.lookUp(tenantId, module, installation.settingsId()));
        return schemas.find(installation)
                .flatMap(schema -> version.map(counting -> new Settings(installation, schema, counting).shown()));
    }

    /** The version that counts and those before it, the newest first. */
    public List<SettingsVersion> history(Settings settings) {
        var version = settings.version();
        return vault.chain(version.tenantId(), version.module(), version.id());
    }

    /**
     * Sets a module's settings; what is left out goes back to its default. A change that changes nothing makes no version.
     *
     * @throws ProblemException MODULE_NOT_INSTALLED, VALIDATION_FAILED with every fault, PRECONDITION_FAILED when another
     *     version counts than was expected, OPERATION_IN_PROGRESS while the module is changed itself
     */
    public Settings change(Place place, Map<String, Object> given) {
        return audited(
                place,
                () -> write(
                        place,
                        Cause.CHANGE,
                        settings -> SettingsChange.of(settings.schema(), settings.version(), given, "/settings")));
    }

    /**
     * Sets them to what they were in an earlier version, sensitive ones too.
     *
     * @throws ProblemException as {@link #change}; NOT_FOUND when there is no such version, VALIDATION_FAILED when its
     *     values do not fit the module's present schema
     */
    public Settings revert(Place place, long number) {
        return audited(place, () -> write(place, Cause.REVERT, settings -> earlier(settings, number)));
    }

    /**
     * Sets them to those of a version that is kept, whether or not what counts was made from it.
     *
     * @param id empty for the defaults
     * @throws ProblemException as {@link #change}; INTERNAL_ERROR when the version is gone
     */
    public Settings revertTo(Place place, String id) {
        return audited(
                place,
                () -> write(
                        place,
                        Cause.REVERT,
                        settings -> fitting(settings, vault.find(place.tenantId(), place.module(), id))));
    }

    private SettingsDraft earlier(Settings settings, long number) {
        return fitting(
                settings,
                history(settings).stream()
                        .filter(kept -> kept.number() == number)
                        .findFirst()
                        .orElseThrow(() -> new ProblemException(
                                ErrorCode.NOT_FOUND,
                                "Version " + number + " of these settings is not kept; see config/history.")));
    }

    private SettingsDraft fitting(Settings settings, SettingsVersion version) {
        var opened = vault.open(version);
        SettingsChange.of(settings.schema(), version, opened, "/settings"); // only to see whether it fits
        return SettingsMigration.of(settings.schema(), version, opened, opened).draft();
    }

    private Settings write(Place place, Cause cause, Function<Settings, SettingsDraft> drafting) {
        refuseWhileChanged(place);
        for (int i = 1; ; i++) {
            var settings = settings(place.tenantId(), place.module());
            requireExpected(place, settings.version());
            var draft = drafting.apply(settings);
            if (vault.changed(settings.version(), draft).isEmpty()) {
                return settings;
            }
            var next = vault.keep(settings.version(), draft, origin(place, cause, settings.installation()));
            var written = count(settings.installation(), next, i < TRIES);
            if (written.isPresent()) {
                return done(place, new Settings(written.get(), settings.schema(), next));
            }
        }
    }

    /** Empty when the installation was written by somebody else in between and another try is worth it. */
    private Optional<Installation> count(Installation installation, SettingsVersion next, boolean again) {
        watch.know(installation);
        try {
            return Optional.of(inventory.update(installation.configured(next.id(), Instant.now())));
        } catch (ProblemException refused) {
            if (refused.code() != ErrorCode.CONFLICT) {
                throw refused; // the write may have happened: the version stays
            }
            vault.discard(next);
            if (!again) {
                throw refused;
            }
            inventory.reread(installation.tenantId(), installation.moduleName());
            return Optional.empty();
        }
    }

    private Settings audited(Place place, Supplier<Settings> change) {
        try {
            return change.get();
        } catch (ProblemException refusal) {
            record(place, "refused", Map.of("error", refusal.code().slug() + ": " + refusal.detail()));
            throw refusal;
        }
    }

    private Settings done(Place place, Settings settings) {
        var version = settings.version();
        watch.changed(settings.installation());
        record(
                place,
                "success",
                Map.of(
                        "version", String.valueOf(version.number()),
                        "changed", String.join(", ", version.changed())));
        vault.prune(version);
        return settings;
    }

    private void record(Place place, String status, Map<String, String> details) {
        var all = new HashMap<>(details);
        all.put("tenantId", place.tenantId());
        audit.record(place.actor(), ACTION, place.module(), status, all);
    }

    private void refuseWhileChanged(Place place) {
        operations.running(place.module()).stream()
                .filter(operation -> !operation.state().ended()) // its end may not have been told to everybody yet
                .findFirst()
                .ifPresent(operation -> {
                    throw new ProblemException(
                            ErrorCode.OPERATION_IN_PROGRESS,
                            "The operation " + operation.kind() + " of " + place.module()
                                    + " is running; set its settings when that has ended.");
                });
    }

    private static void requireExpected(Place place, SettingsVersion version) {
        if (!place.expected().isEmpty() && !place.expected().contains(version.tag())) {
            throw new ProblemException(
                    ErrorCode.PRECONDITION_FAILED,
                    "The settings have been changed since you read them; read them again and repeat your change.");
        }
    }

    private static Origin origin(Place place, Cause cause, Installation installation) {
        var actor = place.actor();
        return new Origin(cause, installation.version(), "", actor.userId(), actor.userEmail(), Instant.now());
    }

    private Settings settings(Installation installation) {
        var version = vault.find(installation.tenantId(), installation.moduleName(), installation.settingsId());
        return new Settings(installation, schemas.of(installation), version);
    }
}
