package com.a64platform.core.rest.settings;

import com.a64platform.core.configuring.ConfigureModule.Settings;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A module's settings in a tenant as clients see them.
 *
 * @param version counts up with each change; 0 while nothing was ever set
 * @param settings what counts, by setting; sensitive values are {@code ********}
 * @param defaults settings whose value is their default, by name
 * @param missing required settings that have no value, by name
 * @param changedAt when they were changed last
 * @param changedBy e-mail address of who did
 */
public record SettingsView(
        String module,
        String moduleVersion,
        String tenantId,
        long version,
        Map<String, Object> settings,
        List<String> defaults,
        List<String> missing,
        Optional<Instant> changedAt,
        Optional<String> changedBy) {

    static SettingsView of(Settings settings) {
        var version = settings.version();
        var shown = settings.shown();
        var changed = Optional.of(version).filter(set -> !set.id().isEmpty());
        return new SettingsView(
                settings.installation().moduleName(),
                settings.installation().version(),
                version.tenantId(),
                version.number(),
                shown,
                shown.keySet().stream().filter(key -> !version.sets(key)).toList(),
                settings.schema().missing(version.names()),
                changed.map(set -> set.origin().at()),
                changed.map(set -> set.origin().userEmail()).filter(email -> !email.isEmpty()));
    }

    /** With the tag that a change names in {@code If-Match}. */
    public static Response answer(Settings settings) {
        return Response.ok(of(settings))
                .tag(new EntityTag(settings.version().tag()))
                .build();
    }
}
