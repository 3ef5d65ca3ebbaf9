package com.a64platform.core.applying;

import com.a64platform.core.configuring.SettingsSteps;
import com.a64platform.core.planning.Change.Action;
import com.a64platform.core.planning.PlannedChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is said of settings with an order. Immutable.
 *
 * @param values by module that is installed, then by setting; sensitive ones in plain
 * @param keep whether updates migrate every tenant's settings; they go back to the defaults otherwise
 */
public record GivenSettings(Map<String, Map<String, Object>> values, boolean keep) {
    /** Nothing: defaults for what comes, and what is there stays. */
    public static final GivenSettings NONE = new GivenSettings(Map.of(), true);

    public GivenSettings {
        values = Map.copyOf(values);
    }

    /**
     * Checks and seals what is given for the installations among these changes.
     *
     * @return ids of what was prepared, by module; for the others there is none
     * @throws com.a64platform.core.problem.ProblemException VALIDATION_FAILED with every fault; then nothing is kept
     */
    Map<String, String> prepare(List<PlannedChange> changes, SettingsSteps settings, ChangeModules.Order order) {
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
                                    order.actor())));
            return prepared;
        } catch (RuntimeException refused) {
            discard(prepared, changes, settings);
            throw refused;
        }
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
