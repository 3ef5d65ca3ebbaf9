package com.a64platform.core.rest.modules;

import com.a64platform.core.findings.BadVersions.BadVersion;
import com.a64platform.core.findings.ScanReport;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.offers.Catalogs;
import com.a64platform.core.trust.Catalog;
import java.util.List;
import java.util.Optional;

/**
 * A module as the list shows it: what the registry offers of it and what the caller's tenant has of it.
 *
 * @param notice what to do about the tenant's license; absent while there is nothing to do
 * @param status state of the tenant's installation, or AVAILABLE when it has none
 * @param registry the registry that offers it
 * @param flags what an administrator should know of the version that is installed, such as {@code publisher revoked}
 * @param scan what was found in the artifact it has; empty in lists
 * @param badVersions what was sick on this node and does not come in again; empty in lists
 */
public record ModuleView(
        String name,
        Optional<String> displayName,
        Optional<String> description,
        Optional<String> category,
        Optional<String> publisher,
        Optional<String> latest,
        Optional<String> version,
        String status,
        boolean licensed,
        Optional<String> notice,
        Optional<String> registry,
        List<String> flags,
        Optional<ScanReport> scan,
        List<BadVersion> badVersions) {
    static final String AVAILABLE = "AVAILABLE";

    static ModuleView of(
            String name, Optional<Catalogs.Listing> listing, Optional<Installation> installed, List<String> flags) {
        var offered = listing.map(Catalogs.Listing::entry);
        return new ModuleView(
                name,
                offered.map(Catalog.Entry::displayName),
                offered.map(Catalog.Entry::description),
                offered.map(Catalog.Entry::category),
                offered.map(Catalog.Entry::publisher).or(() -> installed.map(Installation::publisher)),
                offered.map(Catalog.Entry::latest).filter(latest -> !latest.isEmpty()),
                installed.map(Installation::version),
                installed.map(found -> found.desiredState().name()).orElse(AVAILABLE),
                installed.flatMap(Installation::license).isPresent(),
                installed
                        .flatMap(Installation::license)
                        .map(Installation.LicenseSummary::notice)
                        .filter(text -> !text.isEmpty()),
                listing.map(Catalogs.Listing::registry),
                flags,
                Optional.empty(),
                List.of());
    }

    ModuleView with(Optional<ScanReport> report, List<BadVersion> bad) {
        return new ModuleView(
                name,
                displayName,
                description,
                category,
                publisher,
                latest,
                version,
                status,
                licensed,
                notice,
                registry,
                flags,
                report,
                bad);
    }
}
