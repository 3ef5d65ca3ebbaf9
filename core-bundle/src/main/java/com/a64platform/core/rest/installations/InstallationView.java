package com.a64platform.core.rest.installations;

import com.a64platform.core.installer.ModuleHealth;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.offers.Standing;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An installation as clients see it; there is no secret in it.
 *
 * @param settingsVersion id of the settings that count, which {@code /modules/{name}/config} shows; empty while none were set
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
        String settingsVersion,
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

    /** The installation as a node sees it. */
    public record ObservedView(String node, String state, String health, Instant since, Optional<String> reason) {
        static ObservedView of(ModuleHealth.Observed observed) {
            return new ObservedView(
                    observed.node(),
                    observed.state().name(),
                    observed.health().name().toLowerCase(Locale.ROOT),
                    observed.since(),
                    Optional.of(observed.reason()).filter(reason -> !reason.isEmpty()));
        }
    }

    /** With what this node sees of it. */
    public static InstallationView of(Installation installation, ModuleHealth health, Standing standing) {
        return new InstallationView(
                installation.id(),
                installation.tenantId(),
                installation.moduleName(),
                installation.version(),
                installation.desiredState().name(),
                List.of(ObservedView.of(health.observe(installation))),
                installation.license().map(LicenseView::of),
                installation.permissions(),
                installation.settingsId(),
                installation.installedBy(),
                installation.installedAt(),
                installation.updatedAt(),
                Optional.of(installation.reason()).filter(reason -> !reason.isEmpty()),
                standing.flags(installation));
    }
}
