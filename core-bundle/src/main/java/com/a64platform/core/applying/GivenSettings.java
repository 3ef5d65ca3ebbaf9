package com.a64platform.core.applying;

import com.a64platform.core.configuring.SettingsSteps;
import com.a64platform.core.descriptors.Pointers;
import com.a64platform.core.planning.Change.Action;
import com.a64platform.core.planning.PlannedChange;
import com.a64platform.core.problem.Faults;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings for what an order installs. Immutable.
 *
 * @param values by module, then by setting; sensitive ones in plain
 * @param named whether they were handed in by module, too, which is of meaning for where a fault is
 */
public record GivenSettings(Map<String, Map<String, Object>> values, boolean named) {
    /** Defaults for what comes. */
    public static final GivenSettings NONE = new GivenSettings(Map.of(), true);

    private static final String ROOT = "/configuration";

    public GivenSettings {
        values = Map.copyOf(values);
    }

    /** For one module alone. */
    public static GivenSettings of(String module, Map<String, Object> settings) {
        return new GivenSettings(Map.of(module, settings), false);
    }

    /** @throws com.a64platform.core.problem.ProblemException VALIDATION_FAILED when a module has a null instead of settings */
    public static GivenSettings byModule(Map<String, Map<String, Object>> values) {
        var faults = new Faults();
        values.forEach((module, settings) -> faults.check(settings != null, at(module), "is an object of settings"));
        faults.raise();
        return new GivenSettings(values, true);
    }

    private static String at(String module) {
        return ROOT + "/" + Pointers.escape(module);
    }

    /**
     * Checks and seals what is given for the installations among these changes.
     *
     * @return ids of what was prepared, by module; for the others there is none
     * @throws com.a64platform.core.problem.ProblemException VALIDATION_FAILED with every fault; then nothing is kept
     */
    Map<String, String> prepare(List<PlannedChange> changes, SettingsSteps settings, ChangeModules.Order order) {
        requireKnown(changes);
        Map<String, String> prepared = new HashMap<>();
        try {
            changes.stream()
                    .filter(change -> change.action() == Action.INSTALL)
                    .filter(change -> change.asked() || values.containsKey(change.module()))
                    .forEach(change -> prepared.put(
                            change.module(),
                            settings.prepareGiven(
                                    change.tenantId(),
                                    change.required().descriptor(),
                                    values.getOrDefault(change.module(), Map.of()),
                                    named ? at(change.module()) : ROOT,
                                    order.actor())));
            return prepared;
        } catch (RuntimeException refused) {
            discard(prepared, changes, settings);
            throw refused;
        }
    }

    private void requireKnown(List<PlannedChange> changes) {
        var installed = changes.stream()
                .filter(change -> change.action() == Action.INSTALL)
                .map(PlannedChange::module)
                .toList();
        var faults = new Faults();
        values.keySet()
                .forEach(module ->
                        faults.check(installed.contains(module), at(module), "is no module that this installs"));
        faults.raise();
    }

    /** Removes what was prepared and has come to nothing. */
    static void discard(Map<String, String> prepared, List<PlannedChange> changes, SettingsSteps settings) {
        changes.forEach(change ->
                settings.discard(change.tenantId(), change.module(), prepared.getOrDefault(change.module(), "")));
    }

    /** Some are secret. */
    @Override
    public String toString() {
        return "GivenSettings" + values.keySet();
    }
}
