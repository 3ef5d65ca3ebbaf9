package com.a64platform.core.settings;

import com.a64platform.core.crypto.SealedValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settings that satisfy their schema and are not kept yet. Immutable.
 *
 * @param plain values by setting
 * @param secret sensitive ones that are still to be sealed
 * @param kept sensitive ones that stay as they are sealed
 */
public record SettingsDraft(Map<String, Object> plain, Map<String, String> secret, Map<String, SealedValue> kept) {
    public SettingsDraft {
        plain = Collections.unmodifiableMap(new LinkedHashMap<>(plain));
        secret = Collections.unmodifiableMap(new LinkedHashMap<>(secret));
        kept = Collections.unmodifiableMap(new LinkedHashMap<>(kept));
    }

    /** What a version holds, as it is. */
    public static SettingsDraft of(SettingsVersion version) {
        return new SettingsDraft(version.plain(), Map.of(), version.sealed());
    }

    /** The settings that it sets. */
    public Set<String> names() {
        return Stream.of(plain, secret, kept)
                .flatMap(part -> part.keySet().stream())
                .collect(Collectors.toSet());
    }

    public boolean isEmpty() {
        return plain.isEmpty() && secret.isEmpty() && kept.isEmpty();
    }

    /** Names no value: some are secret. */
    @Override
    public String toString() {
        return "SettingsDraft" + plain.keySet() + secret.keySet() + kept.keySet();
    }
}
