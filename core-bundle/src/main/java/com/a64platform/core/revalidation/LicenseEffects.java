package com.a64platform.core.revalidation;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.doors.Doors;
import com.a64platform.core.installer.DisableModule;
import com.a64platform.core.installer.EnableModule;
import com.a64platform.core.installer.LicenseSummaries;
import com.a64platform.core.licensing.LicenseDecision;
import com.a64platform.core.licensing.LicenseDecision.Granted;
import com.a64platform.core.licensing.LicenseDecision.Refused;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Installation.LicenseSummary;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.Operations;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows from a decision about a license: the doors at once, then what the installation shows and the audit, then
 * the module itself by an operation. Thread-safe for different installations.
 */
@Component(service = LicenseEffects.class)
public final class LicenseEffects {
    private static final Logger log = LoggerFactory.getLogger(LicenseEffects.class);
    /** A module that does not start for its new license is not tried again and again. */
    private static final Duration BETWEEN_TRIES = Duration.ofMinutes(1);

    private final Inventory inventory;
    private final Doors doors;
    private final Operations operations;
    private final DisableModule disable;
    private final EnableModule enable;
    private final Audit audit;
    /** When an operation was last asked for, by installation, in nanoseconds; gone when the decision turns. */
    private final Map<String, Long> asked = new ConcurrentHashMap<>();
    /** Installations of which it was told that their licenses do not open here. */
    private final Set<String> toldHere = ConcurrentHashMap.newKeySet();

    @Activate
    public LicenseEffects(
            @Reference Inventory inventory,
            @Reference Doors doors,
            @Reference Operations operations,
            @Reference DisableModule disable,
            @Reference EnableModule enable,
            @Reference Audit audit) {
        this.inventory = inventory;
        this.doors = doors;
        this.operations = operations;
        this.disable = disable;
        this.enable = enable;
        this.audit = audit;
    }

    /** The doors of a tenant to a module; in memory, at once. */
    void doors(Installation installation, LicenseDecision decision) {
        var tenant = installation.tenantId();
        var module = installation.moduleName();
        if (decision instanceof Refused refused && refused.ofThisNode()) {
            doors.closeHere(
                    tenant, module, LicenseSummaries.state(refused.reason()), DisableModule.unlicensed(refused));
        } else if (decision instanceof Refused refused) {
            doors.close(tenant, module, DisableModule.unlicensed(refused));
        } else {
            doors.open(tenant, module);
            doors.openHere(tenant, module);
        }
    }

    /** Everything else. What an operation is working on is left alone until its end. */
    void settle(Installation installation, LicenseDecision decision) {
        if (decision instanceof Refused refused && refused.ofThisNode()) {
            tellHere(installation, refused);
            return;
        }
        toldHere.remove(installation.id());
        if (busy(installation.moduleName())) {
            return;
        }
        var now = show(installation, decision);
        if (decision instanceof Refused refused && now.desiredState() == InstallationState.ENABLED) {
            once(now, "disable", () -> disable.submitUnlicensed(now.moduleName(), now.tenantId(), refused));
        }
        if (decision instanceof Granted && DisableModule.unlicensed(now)) {
            once(now, "enable", () -> enable.submit(now.moduleName(), now.tenantId(), Audit.Actor.SYSTEM));
        }
    }

    /** At the start nothing runs yet that would have to be stopped: a license that does not count is only written down. */
    Installation beforeStart(Installation installation, LicenseDecision decision) {
        doors(installation, decision);
        if (decision instanceof Refused refused && refused.ofThisNode()) {
            tellHere(installation, refused);
            return installation;
        }
        var now = show(installation, decision);
        return decision instanceof Refused refused
                ? inventory.update(
                        now.with(InstallationState.DISABLED, DisableModule.unlicensed(refused), Instant.now()))
                : now;
    }

    /** Nothing is written into the installation: other nodes may well open the license. */
    private void tellHere(Installation installation, Refused refused) {
        if (toldHere.add(installation.id())) {
            tell(
                    installation,
                    LicenseSummaries.of(refused, installation.license().orElseThrow()),
                    refused);
        }
    }

    private Installation show(Installation installation, LicenseDecision decision) {
        var known = installation.license();
        var summary = decision instanceof Granted granted
                ? LicenseSummaries.of(granted)
                : LicenseSummaries.of((Refused) decision, known.orElseThrow());
        if (known.filter(summary::equals).isPresent()) {
            return installation;
        }
        var written = inventory.update(installation.licensed(summary, Instant.now()));
        if (!known.map(LicenseSummary::state).equals(Optional.of(summary.state()))
                || !known.map(LicenseSummary::jti).equals(Optional.of(summary.jti()))) {
            tell(written, summary, decision);
        }
        return written;
    }

    private void tell(Installation installation, LicenseSummary summary, LicenseDecision decision) {
        log.warn(
                "The license of {} for tenant {} is {}. {}",
                installation.moduleName(),
                installation.tenantId(),
                summary.state(),
                summary.notice());
        audit.record(
                Audit.Actor.SYSTEM,
                "license." + summary.state(),
                installation.moduleName(),
                decision instanceof Granted ? "success" : "refused",
                Map.of("tenantId", installation.tenantId(), "jti", summary.jti(), "notice", summary.notice()));
    }

    /** One that could not even begin may be asked for again; one that failed only after a while. */
    private void once(Installation installation, String what, Runnable submit) {
        var key = installation.id() + " " + what;
        var before = asked.get(key);
        if (before != null && System.nanoTime() - before < BETWEEN_TRIES.toNanos()) {
            return;
        }
        asked.keySet().removeIf(other -> other.startsWith(installation.id()));
        submit.run();
        asked.put(key, System.nanoTime());
    }

    private boolean busy(String module) {
        return !operations.running(module).isEmpty();
    }
}
