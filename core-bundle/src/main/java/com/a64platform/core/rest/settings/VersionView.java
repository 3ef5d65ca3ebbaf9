package com.a64platform.core.rest.settings;

import com.a64platform.core.configuring.ConfigureModule.Settings;
import com.a64platform.core.settings.SettingsSchema;
import com.a64platform.core.settings.SettingsVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One version in the history of a module's settings.
 *
 * @param cause install, change, revert, update or return
 * @param moduleVersion the version of the module it was made for
 */
public record VersionView(
        long version,
        Instant at,
        String userId,
        Optional<String> userEmail,
        String cause,
        String moduleVersion,
        List<Change> changes) {
    /**
     * One setting that became another.
     *
     * @param before what was set before, {@code ********} when sensitive; absent when it was left to the default or is not
     *     known any more
     * @param after what was set then; absent when it went back to the default
     */
    public record Change(String setting, Optional<Object> before, Optional<Object> after) {}

    /** @param chain the newest first */
    static List<VersionView> all(Settings settings, List<SettingsVersion> chain) {
        List<VersionView> views = new ArrayList<>();
        for (int i = 0; i < chain.size(); i++) {
            var version = chain.get(i);
            var before = i + 1 < chain.size()
                    ? chain.get(i + 1)
                    : SettingsVersion.none(version.tenantId(), version.module());
            views.add(of(settings.schema(), version, before));
        }
        return views;
    }

    private static VersionView of(SettingsSchema schema, SettingsVersion version, SettingsVersion before) {
        var origin = version.origin();
        return new VersionView(
                version.number(),
                origin.at(),
                origin.userId(),
                Optional.of(origin.userEmail()).filter(email -> !email.isEmpty()),
                origin.cause().name().toLowerCase(Locale.ROOT),
                origin.moduleVersion(),
                version.changed().stream()
                        .map(key -> new Change(key, shown(schema, before, key), shown(schema, version, key)))
                        .toList());
    }

    /** A setting may have become sensitive since: then what it was before is not shown either. */
    private static Optional<Object> shown(SettingsSchema schema, SettingsVersion version, String key) {
        if (!version.sets(key)) {
            return Optional.empty();
        }
        return Optional.of(
                version.masks(key, schema)
                        ? SettingsSchema.MASK
                        : version.plain().get(key));
    }
}
