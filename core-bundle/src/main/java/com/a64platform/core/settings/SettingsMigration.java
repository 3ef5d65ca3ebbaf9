package com.a64platform.core.settings;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.crypto.SealedValue;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a tenant's settings under the schema of another version of the module: what still fits is kept, what
 * does not is dropped, what is new has its default.
 *
 * @param dropped names of the settings that were set and do not fit any more
 * @param missing names of the settings that the other version requires and that have no value
 */
public record SettingsMigration(SettingsDraft draft, List<String> dropped, List<String> missing) {
    public SettingsMigration {
        dropped = List.copyOf(dropped);
        missing = List.copyOf(missing);
    }

    /** Back to the defaults. */
    public static SettingsMigration none(SettingsSchema next, SettingsVersion before) {
        var draft = new SettingsDraft(Map.of(), Map.of(), Map.of());
        return new SettingsMigration(draft, before.names().stream().sorted().toList(), next.missing(Set.of()));
    }

    /**
     * @param opened what {@code before} sets, with the sensitive values that open
     * @param values the same, as the module itself may have changed it
     */
    public static SettingsMigration of(
            SettingsSchema next, SettingsVersion before, Map<String, Object> opened, Map<String, Object> values) {
        Map<String, Object> plain = new LinkedHashMap<>();
        Map<String, String> secret = new LinkedHashMap<>();
        Map<String, SealedValue> kept = new LinkedHashMap<>();
        var fitting = next.fitting(values);
        for (var key : fitting) {
            var value = Numbers.canonical(values.get(key));
            var sealed = Optional.ofNullable(before.sealed().get(key));
            if (sealed.isPresent() && value.equals(opened.get(key))) {
                kept.put(key, sealed.get());
            } else if ((sealed.isPresent() || next.sensitive(key)) && value instanceof String text) {
                secret.put(key, text);
            } else {
                plain.put(key, value);
            }
        }
        keepUnopened(next, before, opened, kept);
        var draft = new SettingsDraft(plain, secret, kept);
        return new SettingsMigration(draft, dropped(before, values, draft), next.missing(draft.names()));
    }

    /**
     * @param next the other version
     * @throws ProblemException SETTING_MISSING with every setting that it requires and that has no value in the tenant
     */
    public void requireComplete(ModuleDescriptor next, String tenantId) {
        if (!missing.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.SETTING_MISSING,
                    "Version " + next.version() + " of " + next.name()
                            + " requires settings that have no value in tenant "
                            + tenantId + ": " + String.join(", ", missing)
                            + ". Nothing was changed; take a version that has a default for them.");
        }
    }

    /** Whether a value fits that does not open cannot be known; the key that opens it may come back. */
    private static void keepUnopened(
            SettingsSchema next, SettingsVersion before, Map<String, Object> opened, Map<String, SealedValue> kept) {
        before.sealed().forEach((key, value) -> {
            if (!opened.containsKey(key) && next.sensitive(key)) {
                kept.put(key, value);
            }
        });
    }

    private static List<String> dropped(SettingsVersion before, Map<String, Object> values, SettingsDraft draft) {
        List<String> set = new ArrayList<>(before.plain().keySet());
        set.addAll(before.sealed().keySet());
        values.keySet().stream().filter(key -> !set.contains(key)).forEach(set::add);
        return set.stream().filter(key -> !draft.names().contains(key)).sorted().toList();
    }
}
