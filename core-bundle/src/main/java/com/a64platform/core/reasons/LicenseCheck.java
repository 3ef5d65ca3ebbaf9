package com.a64platform.core.reasons;

import com.a64platform.core.doors.Doors;
import com.a64platform.core.installer.DisableModule;
import com.a64platform.core.installer.LicenseSummaries;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Installation.LicenseSummary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether the tenant's license lets the module run. */
@Component(service = LicenseCheck.class)
public final class LicenseCheck implements Check {
    private final Doors doors;

    @Activate
    public LicenseCheck(@Reference Doors doors) {
        this.doors = doors;
    }

    @Override
    public List<Cause> look(Case module) {
        if (module.installation().isEmpty()) {
            return List.of();
        }
        var installation = module.installation().get();
        var closed = doors.closed(module.tenantId(), module.module())
                .or(() -> Optional.of(installation.reason()).filter(reason -> DisableModule.unlicensed(installation)));
        var here = doors.closedHere(module.tenantId(), module.module());
        var state = here.map(Doors.Here::kind)
                .orElseGet(
                        () -> installation.license().map(LicenseSummary::state).orElse("valid"));
        var refused = LicenseSummaries.reason(state).isPresent();
        if (closed.isPresent()) {
            return List.of(evidence(
                    Cause.stopping(
                            "license-" + (refused ? state : "refused"),
                            "Nobody of this tenant is let in: " + closed.get(),
                            advice(state, module)),
                    installation,
                    here.map(Doors.Here::since)));
        }
        return state.equals("grace")
                ? List.of(evidence(
                        Cause.noting(
                                "license-grace",
                                "Only days of grace let the module run: "
                                        + installation
                                                .license()
                                                .map(LicenseSummary::notice)
                                                .orElse(""),
                                advice(state, module)),
                        installation,
                        Optional.empty()))
                : List.of();
    }

    private static Cause evidence(Cause cause, Installation installation, Optional<Instant> here) {
        var dated = cause.since(here.orElse(installation.updatedAt()));
        return installation
                .license()
                .map(license -> dated.with("license", license.jti())
                        .with("until", license.until().map(String::valueOf).orElse("")))
                .orElse(dated);
    }

    private static String advice(String state, Case module) {
        var hand = "hand in a license that counts with " + module.call("PUT", "/license")
                + " and {\"licenseKey\": \"...\"}";
        return switch (state) {
            case "lease-expired" -> "Make LICENSE_SERVER reachable from this node, or " + hand + ".";
            case "revoked" -> "Ask its issuer why it was revoked and " + hand + ".";
            case "seats-exceeded" -> "Remove users of the tenant, or " + hand + " for more seats.";
            case "wrong-installation" ->
                "Give this node the data/keys/installation.pem of the one that the license is for, or " + hand + ".";
            case "unsealable" ->
                "Start this node with the key it was sealed with as LICENSE_ENCRYPTION_KEY or"
                        + " LICENSE_ENCRYPTION_KEY_PREVIOUS, or " + hand + ".";
            default -> Character.toUpperCase(hand.charAt(0)) + hand.substring(1) + ".";
        };
    }
}
