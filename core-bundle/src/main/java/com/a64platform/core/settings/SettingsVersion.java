package com.a64platform.core.settings;

import com.a64platform.core.crypto.SealedValue;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What somebody has set of a module in a tenant, at one time; what is left to the defaults is not in it. It never changes:
 * another setting is another version, and the installation names the one that counts. Immutable.
 *
 * @param id names it among all versions; empty when nothing was ever set
 * @param number counts up from 1; 0 when nothing was ever set
 * @param before id of the version it was made from; empty for the first
 * @param plain values by setting: a text, a Boolean, a Long or a Double
 * @param sealed the sensitive ones
 * @param changed settings whose value it changed, by name
 */
public record SettingsVersion(
        String id,
        String tenantId,
        String module,
        long number,
        String before,
        Origin origin,
        Map<String, Object> plain,
        Map<String, SealedValue> sealed,
        List<String> changed) {

    public SettingsVersion {
        plain = Collections.unmodifiableMap(new LinkedHashMap<>(plain));
        sealed = Collections.unmodifiableMap(new LinkedHashMap<>(sealed));
        changed = List.copyOf(changed);
    }

    /** What made a version. */
    public enum Cause {
        INSTALL,
        CHANGE,
        REVERT,
        UPDATE,
        RETURN
    }

    /**
     * Where a version comes from.
     *
     * @param moduleVersion the version of the module whose schema it satisfies
     * @param operation the operation that made it; empty when a request did
     */
    public record Origin(
            Cause cause, String moduleVersion, String operation, String userId, String userEmail, Instant at) {}

    /** Everything left to the defaults. */
    public static SettingsVersion none(String tenantId, String module) {
        var origin = new Origin(Cause.INSTALL, "", "", "", "", Instant.EPOCH);
        return new SettingsVersion("", tenantId, module, 0, "", origin, Map.of(), Map.of(), List.of());
    }

    /** The same with its sensitive values sealed anew. */
    SettingsVersion with(Map<String, SealedValue> anew) {
        return new SettingsVersion(id, tenantId, module, number, before, origin, plain, anew, changed);
    }

    /** What an {@code ETag} carries: unlike that of any other version, also of one that took the same number. */
    public String tag() {
        return id.isEmpty() ? "0" : number + "-" + id.substring(0, 8);
    }

    /** The settings that it sets. */
    public Set<String> names() {
        return Stream.concat(plain.keySet().stream(), sealed.keySet().stream()).collect(Collectors.toSet());
    }

    /** Whether a value that it sets may not be shown: it is sensitive now, or was when it was set. */
    public boolean masks(String key, SettingsSchema schema) {
        return schema.sensitive(key) || sealed.containsKey(key);
    }

    /** Whether it sets this setting. */
    public boolean sets(String key) {
        return plain.containsKey(key) || sealed.containsKey(key);
    }
}
