package com.a64platform.core.offers;

import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.memory.LicensingClock;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.registry.Registries;
import com.a64platform.core.registry.RegistryClient;
import com.a64platform.core.trust.Catalog;
import com.a64platform.core.trust.Trust;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the registries' catalogs, verified each time. Thread-safe. */
@Component(service = Catalogs.class)
public final class Catalogs {
    /** The version name that stands for the catalog's own choice. */
    public static final String LATEST = "latest";

    private static final Logger log = LoggerFactory.getLogger(Catalogs.class);
    /** How many root documents are taken in one go; the rest follows with the next reading. */
    private static final int MAX_ROOTS = 32;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Registries registries;
    private final Trust trust;
    private final DescriptorReader descriptors;
    private final LicensingClock clock;
    /** The catalog last believed of each registry. */
    private final Map<String, Catalog> last = new ConcurrentHashMap<>();

    private final RegistryTroubles troubles = new RegistryTroubles();

    @Activate
    public Catalogs(
            @Reference Registries registries,
            @Reference Trust trust,
            @Reference DescriptorReader descriptors,
            @Reference LicensingClock clock) {
        this.registries = registries;
        this.trust = trust;
        this.descriptors = descriptors;
        this.clock = clock;
    }

    /** A module and the registry that offers it. */
    public record Listing(String registry, Catalog.Entry entry) {}

    /**
     * What all registries offer now, in the order in which they are asked. One that does not answer, or cannot be believed,
     * is left out.
     */
    public List<Listing> listings() {
        List<Listing> listings = new ArrayList<>();
        for (RegistryClient registry : registries.all()) {
            try {
                listings.addAll(listings(registry));
            } catch (ProblemException unavailable) {
                log.warn("The registry {} is left out of the list: {}", registry.name(), unavailable.detail());
            }
        }
        return listings;
    }

    /** The registries that did not answer, or could not be believed, when they were read last. */
    public List<RegistryTroubles.Trouble> troubles() {
        return troubles.all();
    }

    /** Whether a registry has withdrawn this version, as far as its catalog was read since the start. */
    public boolean withdrawn(String module, String version) {
        return last.values().stream()
                .flatMap(catalog -> catalog.modules().stream())
                .filter(entry -> entry.name().equals(module))
                .flatMap(entry -> entry.versions().stream())
                .anyMatch(release -> release.version().equals(version) && release.yanked());
    }

    /**
     * @param version SemVer or {@link #LATEST}
     * @throws ProblemException MODULE_NOT_FOUND, also for a withdrawn version; CONFLICT when two publishers offer the name;
     *     PUBLISHER_UNKNOWN when the name belongs to another publisher or registry here
     */
    public Offer find(String module, String version) {
        return read().find(module, version);
    }

    /** What is on offer now: each registry is asked at most once, when something of it is needed. */
    public Reading read() {
        return new Reading();
    }

    /** One look at the registries. For one thread. */
    public final class Reading {
        private final Map<String, List<Listing>> read = new HashMap<>();

        private Reading() {}

        /** As {@link Catalogs#find}. */
        public Offer find(String module, String version) {
            return Catalogs.this.find(module, version, this);
        }

        /** Every version that may come in here, withdrawn ones left out; none when no registry offers the module. */
        public List<Offer> versions(String module) {
            return Catalogs.this.versions(module, this);
        }

        private List<Listing> of(RegistryClient registry) {
            return read.computeIfAbsent(registry.name(), name -> listings(registry));
        }
    }

    private List<Offer> versions(String module, Reading reading) {
        if (registries.all().isEmpty()) {
            return List.of();
        }
        List<Offer> offers = new ArrayList<>();
        chooseIfOffered(module, reading).ifPresent(listing -> listing.entry().versions().stream()
                .filter(release -> !release.yanked())
                .forEach(release -> admissible(listing, release).ifPresent(offers::add)));
        return offers;
    }

    /** What this home would not let in anyway is no candidate; who asks for that very version is told why. */
    private Optional<Offer> admissible(Listing listing, Catalog.Release release) {
        try {
            return Optional.of(offer(listing, release));
        } catch (ProblemException refused) {
            log.info("{} {} is no candidate: {}", listing.entry().name(), release.version(), refused.detail());
            return Optional.empty();
        }
    }

    private Offer find(String module, String version, Reading reading) {
        var listing = choose(module, reading);
        var entry = listing.entry();
        var wanted = version.equals(LATEST) ? entry.latest() : version;
        var release = entry.versions().stream()
                .filter(one -> one.version().equals(wanted))
                .findFirst()
                .orElseThrow(() -> notOffered(module, wanted, "is not offered", entry));
        if (release.yanked()) {
            throw notOffered(module, wanted, "was withdrawn by its publisher and is not installed any more", entry);
        }
        return offer(listing, release);
    }

    /** From the registry that the name belongs to, unless that offers nothing of it any more. */
    private Listing choose(String module, Reading reading) {
        if (registries.all().isEmpty()) {
            throw new ProblemException(
                    ErrorCode.REGISTRY_UNAVAILABLE,
                    "No registry is configured; set MODULE_REGISTRY, or drop the module into deploy/.");
        }
        return chooseIfOffered(module, reading)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.MODULE_NOT_FOUND,
                        "No registry offers a module " + module + "; GET /api/v1/modules lists what they offer."));
    }

    private Optional<Listing> chooseIfOffered(String module, Reading reading) {
        List<RegistryClient> all = registries.all();
        var owner = trust.registryOf(module);
        return all.stream()
                .filter(registry -> owner.filter(registry.name()::equals).isPresent())
                .flatMap(registry -> offering(registry, module, reading).stream())
                .filter(listing -> !listing.entry().latest().isEmpty())
                .findFirst()
                .or(() -> chooseAmong(all, module, reading));
    }

    /** Asks all, also those after the first that has it: two of them may mean different modules by one name. */
    private Optional<Listing> chooseAmong(List<RegistryClient> all, String module, Reading reading) {
        List<Listing> found = new ArrayList<>();
        for (RegistryClient registry : all) {
            found.addAll(offering(registry, module, reading));
        }
        var offered = found.stream()
                .filter(listing -> !listing.entry().latest().isEmpty())
                .toList();
        return offered.stream()
                .findFirst()
                .map(first -> requireOnePublisher(first, offered))
                .or(() -> found.stream().findFirst());
    }

    private static List<Listing> offering(RegistryClient registry, String module, Reading reading) {
        return reading.of(registry).stream()
                .filter(listing -> listing.entry().name().equals(module))
                .toList();
    }

    private static Listing requireOnePublisher(Listing first, List<Listing> all) {
        for (Listing other : all) {
            if (!other.entry().publisher().equals(first.entry().publisher())) {
                throw new ProblemException(
                        ErrorCode.CONFLICT,
                        "The registry " + first.registry() + " offers "
                                + first.entry().name() + " from "
                                + first.entry().publisher() + ", the registry " + other.registry() + " offers it from "
                                + other.entry().publisher()
                                + "; remove the registry whose module it is not meant to be.");
            }
        }
        return first;
    }

    private List<Listing> listings(RegistryClient registry) {
        return current(registry).modules().stream()
                .map(entry -> new Listing(registry.name(), entry))
                .toList();
    }

    private Catalog current(RegistryClient registry) {
        try {
            followRoot(registry);
            var catalog = verified(registry);
            clock.confirm(catalog.issuedAt());
            last.put(registry.name(), catalog);
            troubles.over(registry.name());
            return catalog;
        } catch (ProblemException problem) {
            troubles.met(registry.name(), problem);
            throw problem;
        }
    }

    /** Something may be published between the reading of the two documents; then they are read once more. */
    private Catalog verified(RegistryClient registry) {
        var timestamp = registry.timestamp();
        try {
            return trust.verifyCatalog(registry.name(), timestamp, registry.catalog());
        } catch (ProblemException refused) {
            var newer = registry.timestamp();
            if (Arrays.equals(newer, timestamp)) {
                throw refused;
            }
            return trust.verifyCatalog(registry.name(), newer, registry.catalog());
        }
    }

    /** Takes the root documents that came since, one after the other: new keys and revocations count before the catalog. */
    private void followRoot(RegistryClient registry) {
        var known = trust.rootVersion(registry.name());
        for (int i = 0; known.isPresent() && i < MAX_ROOTS; i++) {
            var next = registry.root(known.getAsLong() + 1);
            if (next.isEmpty()) {
                return;
            }
            trust.acceptRoot(registry.name(), next.get());
            known = trust.rootVersion(registry.name());
        }
    }

    private Offer offer(Listing listing, Catalog.Release release) {
        var entry = listing.entry();
        try {
            var descriptor = descriptors.read(JSON.writeValueAsBytes(release.descriptor()));
            if (!descriptor.name().equals(entry.name()) || !descriptor.version().equals(release.version())) {
                throw new ProblemException(
                        ErrorCode.TRUST_METADATA_INVALID,
                        "The catalog lists " + entry.name() + " " + release.version()
                                + " with a descriptor of something else; tell the registry's operator.");
            }
            trust.check(entry.name(), release.version(), entry.publisher(), listing.registry());
            return new Offer(descriptor, release.sha256(), release.length(), entry.publisher(), listing.registry());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A catalog that was read as JSON cannot be written as JSON", e);
        }
    }

    private static ProblemException notOffered(String module, String version, String why, Catalog.Entry entry) {
        return new ProblemException(
                ErrorCode.MODULE_NOT_FOUND,
                "Version " + version + " of " + module + " " + why + "; "
                        + (entry.latest().isEmpty() ? "there is no other." : "its latest is " + entry.latest() + "."));
    }
}
