package com.a64platform.core.installer;

import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.registry.Registries;
import com.a64platform.core.registry.RegistryClient;
import com.a64platform.core.trust.Catalog;
import com.a64platform.core.trust.Trust;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Reads the registry's catalog, verified each time. Thread-safe. */
@Component(service = Catalogs.class)
public final class Catalogs {
    /** The version name that stands for the catalog's own choice. */
    public static final String LATEST = "latest";

    /** How many root documents are taken in one go; the rest follows with the next reading. */
    private static final int MAX_ROOTS = 32;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Registries registries;
    private final Trust trust;
    private final DescriptorReader descriptors;

    @Activate
    public Catalogs(@Reference Registries registries, @Reference Trust trust, @Reference DescriptorReader descriptors) {
        this.registries = registries;
        this.trust = trust;
        this.descriptors = descriptors;
    }

    /** What the registry offers now; empty when none is configured. */
    public Optional<Catalog> current() {
        return registries.all().stream().findFirst().map(this::current);
    }

    private Catalog current(RegistryClient registry) {
        followRoot(registry);
        return trust.verifyCatalog(registry.timestamp(), registry.catalog());
    }

    /** Takes the root documents that came since, one after the other: new keys and revocations count before the catalog. */
    private void followRoot(RegistryClient registry) {
        var known = trust.rootVersion();
        for (int i = 0; known.isPresent() && i < MAX_ROOTS; i++) {
            var next = registry.root(known.getAsLong() + 1);
            if (next.isEmpty()) {
                return;
            }
            trust.acceptRoot(next.get());
            known = trust.rootVersion();
        }
    }

    /**
     * @param version SemVer or {@link #LATEST}
     * @throws ProblemException MODULE_NOT_FOUND, also for a yanked version
     */
    Offer find(String module, String version) {
        var catalog = current()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.REGISTRY_UNAVAILABLE,
                        "No registry is configured; set MODULE_REGISTRY, or drop the module into deploy/."));
        var entry = catalog.modules().stream()
                .filter(offered -> offered.name().equals(module))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.MODULE_NOT_FOUND,
                        "The registry offers no module " + module + "; GET /api/v1/modules lists what it offers."));
        var wanted = version.equals(LATEST) ? entry.latest() : version;
        return entry.versions().stream()
                .filter(release -> release.version().equals(wanted) && !release.yanked())
                .findFirst()
                .map(release -> offer(entry, release))
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.MODULE_NOT_FOUND,
                        "The registry does not offer " + module + " " + wanted + "; its latest is " + entry.latest()
                                + "."));
    }

    private Offer offer(Catalog.Entry entry, Catalog.Release release) {
        try {
            var descriptor = descriptors.read(JSON.writeValueAsBytes(release.descriptor()));
            if (!descriptor.name().equals(entry.name()) || !descriptor.version().equals(release.version())) {
                throw new ProblemException(
                        ErrorCode.TRUST_METADATA_INVALID,
                        "The catalog lists " + entry.name() + " " + release.version()
                                + " with a descriptor of something else; tell the registry's operator.");
            }
            return new Offer(descriptor, release.sha256(), release.length(), entry.publisher(), Offer.Source.REGISTRY);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A catalog that was read as JSON cannot be written as JSON", e);
        }
    }
}
