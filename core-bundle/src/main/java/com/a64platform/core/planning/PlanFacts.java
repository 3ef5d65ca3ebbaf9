package com.a64platform.core.planning;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.configuring.SettingsSteps;
import com.a64platform.core.licensing.LicenseDecision;
import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.licensing.LicenseService.LicenseSubject;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.offers.Offer;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.resolution.Candidate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What there is to know of one change before it is made. For one thread. */
final class PlanFacts {
    private final Inventory inventory;
    private final InstalledModules modules;
    private final LicenseService licenses;
    private final SettingsSteps settings;
    private final VersionChoice versions;

    PlanFacts(
            Inventory inventory,
            InstalledModules modules,
            LicenseService licenses,
            SettingsSteps settings,
            VersionChoice versions) {
        this.settings = settings;
        this.inventory = inventory;
        this.modules = modules;
        this.licenses = licenses;
        this.versions = versions;
    }

    /** @throws ProblemException DIGEST_MISMATCH when what shall come is installed and its copy is lost */
    PlannedChange of(Slot slot) {
        return switch (slot.action()) {
            case INSTALL -> install(slot);
            case UPDATE -> update(slot);
            case ENABLE, DISABLE, UNINSTALL -> other(slot);
        };
    }

    private PlannedChange install(Slot slot) {
        var offer = offer(slot.module());
        return change(slot, Optional.empty(), Optional.of(offer), List.of(), license(slot.tenantId(), offer));
    }

    private PlannedChange update(Slot slot) {
        var offer = offer(slot.module());
        var installations = inventory.ofModule(slot.module());
        var license = installations.stream()
                .filter(InstalledModules::enabled)
                .filter(installation -> installation.license().isPresent())
                .map(installation -> license(installation.tenantId(), offer))
                .sorted((one, other) ->
                        Boolean.compare(one.equals(PlannedChange.VALID), other.equals(PlannedChange.VALID)))
                .findFirst();
        return change(
                slot,
                Optional.of(installations.get(0)),
                Optional.of(offer),
                installations.stream()
                        .map(Installation::tenantId)
                        .filter(tenant -> !tenant.equals(slot.tenantId()))
                        .sorted()
                        .toList(),
                license.orElse(""));
    }

    private PlannedChange other(Slot slot) {
        var installation = inventory.require(slot.tenantId(), slot.module());
        boolean forgotten = slot.action() == Change.Action.UNINSTALL
                && installation.license().isPresent();
        return change(
                slot, Optional.of(installation), Optional.empty(), List.of(), forgotten ? PlannedChange.HELD : "");
    }

    private PlannedChange change(
            Slot slot,
            Optional<Installation> before,
            Optional<Offer> offer,
            List<String> otherTenants,
            String license) {
        var had = before.map(Installation::permissions).orElse(List.of());
        var gets = offer.map(comes -> comes.descriptor().permissions())
                .orElse(slot.action() == Change.Action.UNINSTALL ? List.of() : had);
        var from = before.map(Installation::version).orElse("");
        return new PlannedChange(
                slot.action(),
                slot.module(),
                slot.tenantId(),
                from,
                offer.map(Offer::version).orElse(slot.action() == Change.Action.UNINSTALL ? "" : from),
                slot.asked(),
                slot.activate(),
                offer.map(Offer::sha256)
                        .or(() -> before.map(Installation::sha256))
                        .orElse(""),
                offer.map(Offer::publisher)
                        .or(() -> before.map(Installation::publisher))
                        .orElse(""),
                offer.map(Offer::registry).orElse(""),
                offer.map(Offer::length).orElse(0L),
                gets,
                without(gets, had),
                without(had, gets),
                data(before, offer),
                dependents(slot),
                otherTenants,
                license,
                slot.action() == Change.Action.UPDATE ? following(slot.module()) : List.of(),
                slot.resetSettings(),
                slot.action() == Change.Action.UPDATE ? dropped(slot, offer) : List.of(),
                offer);
    }

    private List<String> dropped(Slot slot, Optional<Offer> offer) {
        return offer.map(comes -> settings.outlook().dropped(comes.descriptor(), slot.resetSettings()))
                .orElse(List.of());
    }

    private List<String> following(String module) {
        return versions.chosen().stream()
                .map(Candidate::module)
                .filter(versions::installedAnywhere)
                .filter(other -> !other.equals(module))
                .toList();
    }

    private List<String> dependents(Slot slot) {
        return slot.action() == Change.Action.UPDATE
                ? inventory.ofModule(slot.module()).stream()
                        .flatMap(one -> modules.needing(slot.module(), one.tenantId()).stream())
                        .map(Installation::moduleName)
                        .distinct()
                        .sorted()
                        .toList()
                : modules.needing(slot.module(), slot.tenantId()).stream()
                        .map(Installation::moduleName)
                        .toList();
    }

    private PlannedChange.Data data(Optional<Installation> before, Optional<Offer> offer) {
        var old = before.flatMap(modules::artifact).map(VerifiedArtifact::descriptor);
        return offer.map(Offer::descriptor)
                .or(() -> old)
                .map(descriptor -> new PlannedChange.Data(
                        descriptor.databaseCollections(),
                        old.map(one -> one.data().schema()).orElse(0),
                        offer.isPresent() ? descriptor.data().schema() : 0,
                        descriptor.data().reads()))
                .orElse(PlannedChange.Data.NONE);
    }

    /** What was chosen on offer, or what serves other tenants. */
    private Offer offer(String module) {
        return versions.chosen().stream()
                .filter(candidate -> candidate.module().equals(module))
                .findFirst()
                .map(versions::offer)
                .orElseGet(() -> inventory.ofModule(module).stream()
                        .findFirst()
                        .flatMap(modules::artifact)
                        .map(artifact -> Offer.here(artifact.descriptor(), artifact.sha256(), artifact.publisher()))
                        .orElseThrow(() -> new ProblemException(
                                ErrorCode.DIGEST_MISMATCH,
                                "The verified copy of " + module + " is gone; update the module.")));
    }

    private String license(String tenantId, Offer offer) {
        ModuleDescriptor descriptor = offer.descriptor();
        if (!descriptor.licensing().required()) {
            return "";
        }
        var decision = licenses.current(new LicenseSubject(tenantId, offer.name(), offer.version(), offer.publisher()));
        if (decision instanceof LicenseDecision.Refused refused) {
            return refused.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return ((LicenseDecision.Granted) decision).grace() ? PlannedChange.GRACE : PlannedChange.VALID;
    }

    private static List<String> without(List<String> all, List<String> others) {
        return all.stream().filter(one -> !others.contains(one)).toList();
    }
}
