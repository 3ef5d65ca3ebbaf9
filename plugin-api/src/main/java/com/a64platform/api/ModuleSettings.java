package com.a64platform.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A module's settings in one tenant as they are at one moment: what an administrator has set, and the descriptor's defaults
 * for the rest. A resource method takes it as a parameter annotated with {@code @Context}: it is then what counts for the
 * caller's tenant when the request begins, and stays so until its end. Do not keep it: the next request gets the next.
 * Immutable and thread-safe.
 */
public final class ModuleSettings {
    private final Map<String, Object> values;

    private ModuleSettings(Map<String, ?> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Settings with these values; the platform makes them so, and tests of a module may.
     *
     * @param values by setting: a String, a Boolean or a Number
     */
    public static ModuleSettings of(Map<String, ?> values) {
        return new ModuleSettings(values);
    }

    /** Whether the setting has a value: one that was set or a default. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /**
     * The value of a setting of the type {@code string} or {@code password}.
     *
     * @throws ModuleProblem 409 {@code setting-missing} when it has none
     * @throws IllegalArgumentException when it is of another type
     */
    public String text(String key) {
        return value(key, String.class);
    }

    /**
     * The value of a setting of the type {@code number}.
     *
     * @throws ModuleProblem 409 {@code setting-missing} when it has none
     * @throws IllegalArgumentException when it is of another type
     */
    public double number(String key) {
        return value(key, Number.class).doubleValue();
    }

    /**
     * The same as a whole number: a fraction is cut off.
     *
     * @throws ModuleProblem 409 {@code setting-missing} when it has none
     * @throws IllegalArgumentException when it is of another type
     */
    public long wholeNumber(String key) {
        return value(key, Number.class).longValue();
    }

    /**
     * The value of a setting of the type {@code boolean}.
     *
     * @throws ModuleProblem 409 {@code setting-missing} when it has none
     * @throws IllegalArgumentException when it is of another type
     */
    public boolean flag(String key) {
        return value(key, Boolean.class);
    }

    private <T> T value(String key, Class<T> type) {
        Object value = Optional.ofNullable(values.get(key))
                .orElseThrow(() -> new ModuleProblem(
                        409,
                        "setting-missing",
                        "The module's setting " + key + " has no value; an administrator can give it one."));
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("The setting " + key + " is no " + type.getSimpleName());
        }
        return type.cast(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModuleSettings settings && values.equals(settings.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Names the settings that have a value and no value: some are secret. */
    @Override
    public String toString() {
        return "ModuleSettings" + values.keySet();
    }
}
