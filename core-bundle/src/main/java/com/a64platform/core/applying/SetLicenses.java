package com.a64platform.core.applying;

import com.a64platform.core.leasing.LicenseExchange;
import com.a64platform.core.licensing.LicenseDecision;
import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.licensing.LicenseService.LicenseSubject;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.planning.Change.Action;
import com.a64platform.core.planning.PlannedChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The licenses that a set of changes needs, on their way from the request to the vault. Thread-safe. */
final class SetLicenses {
    /** Where the operation keeps the id under which its licenses were handed in. */
    static final String HANDED_IN = "licenses";
    /** Modules, with a space between, whose license was not here before. */
    private static final String SEALED = "sealed";

    private final LicenseService licenses;
    private final LicenseExchange exchange;
    private final Inventory inventory;
    /** By id, then by module; never written down in plain. */
    private final Map<String, Map<String, String>> handedIn = new ConcurrentHashMap<>();

    SetLicenses(LicenseService licenses, LicenseExchange exchange, Inventory inventory) {
        this.licenses = licenses;
        this.exchange = exchange;
        this.inventory = inventory;
    }

    /**
     * Decides about every license before anything is done.
     *
     * @param typed licenses by module
     * @return the id under which they are kept
     * @throws com.a64platform.core.problem.ProblemException LICENSE_MISSING or LICENSE_REFUSED
     */
    String handIn(List<PlannedChange> changes, Map<String, String> typed) {
        Map<String, String> ready = new ConcurrentHashMap<>();
        changes.stream().filter(SetLicenses::licensed).forEach(change -> {
            var license = exchange.ready(typed.getOrDefault(change.module(), ""), subject(change));
            (license.isBlank() ? licenses.current(subject(change)) : licenses.decide(license, subject(change)))
                    .orThrow();
            ready.put(change.module(), license);
        });
        var id = UUID.randomUUID().toString();
        handedIn.put(id, ready);
        return id;
    }

    void drop(String id) {
        handedIn.remove(id);
    }

    /** Seals what was handed in. After a kill it is gone; then nothing has been changed. */
    void keep(List<PlannedChange> changes, StepContext step) {
        var typed = Optional.ofNullable(handedIn.remove(step.get(HANDED_IN))).orElse(Map.of());
        for (var change : changes) {
            var license = typed.getOrDefault(change.module(), "");
            if (change.action() == Action.INSTALL && !license.isBlank()) {
                if (licenses.current(subject(change)) instanceof LicenseDecision.Refused refused
                        && refused.reason() == LicenseDecision.Reason.MISSING) {
                    step.put(SEALED, (step.get(SEALED) + " " + change.module()).strip());
                }
                licenses.keep(license, subject(change));
            }
        }
    }

    /** Only those that were not here before, and that nobody has come to need meanwhile. */
    void forget(List<PlannedChange> changes, StepContext step) {
        var sealed = List.of(step.get(SEALED).split(" "));
        changes.stream()
                .filter(change -> sealed.contains(change.module()))
                .filter(change ->
                        inventory.find(change.tenantId(), change.module()).isEmpty())
                .forEach(change -> licenses.forget(change.tenantId(), change.module()));
    }

    private static boolean licensed(PlannedChange change) {
        return change.action() == Action.INSTALL
                && change.required().descriptor().licensing().required();
    }

    private static LicenseSubject subject(PlannedChange change) {
        return new LicenseSubject(change.tenantId(), change.module(), change.version(), change.publisher());
    }
}
