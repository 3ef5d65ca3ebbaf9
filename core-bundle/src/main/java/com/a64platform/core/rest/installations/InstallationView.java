package com.a64platform.core.rest.installations;

import com.a64platform.core.modules.Installation;
import com.a64platform.core.observing.Observed;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An installation as clients see it; there is no secret in it.
 *
 * @param settings what counts, by setting; sensitive values are {@code ********}; absent when nobody can say,
 *     or when who asks may not set them
 */
public record InstallationView(
        String id,
        String tenantId,
        String moduleName,
        String version,
        String desiredState,
        List<ObservedView> observed,
        Optional<LicenseView> license,
        List<String> permissions,
        Optional<Map<String, Object>> settings,
        String installedBy,
        Instant installedAt,
        Instant updatedAt,
        Optional<String> errorMessage,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> flags) {

    /** What may be shown of its license; {@code notice} says what to do about it, if there is anything to do. */
    public record LicenseView(String jti, String type, Optional<Instant> until, String state, Optional<String> notice) {
        static LicenseView of(Installation.LicenseSummary license) {
            var notice = Optional.of(license.notice()).filter(text -> !text.isEmpty());
            return new LicenseView(license.jti(), license.type(), license.until(), license.state(), notice);
        }
    }

    /** The installation as a node sees it; {@code stale} when the node has not been heard of for a while. */
    public record ObservedView(
            String node,
            String state,
            String health,
            Instant since,
            Optional<String> reason,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean stale) {
        static ObservedView of(Observed observed) {
            return new ObservedView(
                    observed.node(),
                    observed.state().name(),
                    observed.health().name().toLowerCase(Locale.ROOT),
                    observed.since(),
                    Optional.of(observed.reason()).filter(reason -> !reason.isEmpty()),
                    observed.stale());
        }
    }
}
