package com.a64platform.core.rest.modules;

import com.a64platform.core.admission.Admission;
import com.a64platform.core.findings.BadVersions;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.offers.Catalogs;
import com.a64platform.core.offers.Standing;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.Faults;
import com.a64platform.core.problem.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the registry offers and what a tenant has, as one list. Thread-safe. */
@Component(service = ModuleList.class)
public final class ModuleList {
    private static final Logger log = LoggerFactory.getLogger(ModuleList.class);

    private final Catalogs catalogs;
    private final Inventory inventory;
    private final Standing standing;
    private final Admission admission;
    private final BadVersions bad;

    @Activate
    public ModuleList(
            @Reference Catalogs catalogs,
            @Reference Inventory inventory,
            @Reference Standing standing,
            @Reference Admission admission,
            @Reference BadVersions bad) {
        this.catalogs = catalogs;
        this.admission = admission;
        this.bad = bad;
        this.inventory = inventory;
        this.standing = standing;
    }

    /**
     * What to show; empty filters let everything pass.
     *
     * @param q part of the name, display name or description
     */
    record Filter(String q, String category, String status, Optional<Boolean> licensed) {
        private static final Set<String> YES_OR_NO = Set.of("", "true", "false");

        /** @throws ProblemException VALIDATION_FAILED when {@code licensed} is neither true nor false nor empty */
        static Filter of(String q, String category, String status, String licensed) {
            new Faults()
                    .check(YES_OR_NO.contains(licensed), "/licensed", "is true or false")
                    .raise();
            var wanted = licensed.isEmpty() ? Optional.<Boolean>empty() : Optional.of(Boolean.valueOf(licensed));
            return new Filter(q, category, status, wanted);
        }

        boolean lets(ModuleView module) {
            return contains(module, q.toLowerCase(Locale.ROOT))
                    && (category.isEmpty()
                            || module.category().filter(category::equals).isPresent())
                    && (status.isEmpty() || status.equalsIgnoreCase(module.status()))
                    && licensed.map(wanted -> wanted == module.licensed()).orElse(true);
        }

        private static boolean contains(ModuleView module, String part) {
            return module.name().contains(part)
                    || module.displayName().orElse("").toLowerCase(Locale.ROOT).contains(part)
                    || module.description().orElse("").toLowerCase(Locale.ROOT).contains(part);
        }
    }

    /** By name. When the registry does not answer, what is installed is shown all the same. */
    List<ModuleView> list(String tenantId, Filter filter) {
        Map<String, Catalogs.Listing> offered = offered();
        var names = new TreeSet<>(offered.keySet());
        Map<String, Installation> installed = inventory.all().stream()
                .filter(installation -> installation.tenantId().equals(tenantId))
                .collect(Collectors.toMap(Installation::moduleName, Function.identity()));
        names.addAll(installed.keySet());
        return names.stream()
                .map(name ->
                        view(name, Optional.ofNullable(offered.get(name)), Optional.ofNullable(installed.get(name))))
                .filter(filter::lets)
                .toList();
    }

    ModuleView get(String tenantId, String module) {
        return list(tenantId, new Filter("", "", "", Optional.empty())).stream()
                .filter(view -> view.name().equals(module))
                .findFirst()
                .map(view -> view.with(
                        inventory
                                .find(tenantId, module)
                                .flatMap(installation -> admission.report(installation.sha256())),
                        bad.ofModule(module)))
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.MODULE_NOT_FOUND, "There is no module " + module + ", installed or on offer."));
    }

    private ModuleView view(String name, Optional<Catalogs.Listing> offered, Optional<Installation> installed) {
        return ModuleView.of(
                name, offered, installed, installed.map(standing::flags).orElse(List.of()));
    }

    /** By name. Of several registries that offer one the first is shown. */
    private Map<String, Catalogs.Listing> offered() {
        try {
            return catalogs.listings().stream()
                    .collect(Collectors.toMap(
                            listing -> listing.entry().name(), Function.identity(), (first, second) -> first));
        } catch (ProblemException unavailable) {
            log.warn("The list of modules shows only what is installed: {}", unavailable.detail());
            return Map.of();
        }
    }
}
