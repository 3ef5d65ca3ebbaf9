package com.a64platform.core.planning;

import com.a64platform.core.offers.Catalogs;
import com.a64platform.core.offers.Offer;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.resolution.Candidate;
import com.a64platform.core.resolution.Question;
import com.a64platform.core.resolution.Resolution;
import com.a64platform.core.resolution.Resolver;
import com.a64platform.core.versions.Version;
import com.a64platform.core.versions.VersionRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Finds versions for what a plan wants, in what the registries offer. Registries are asked only for what matters. */
final class VersionChoice {
    private final InstalledModules modules;
    private final Catalogs.Reading catalogs;
    private final Map<String, Candidate> installed;
    private final Map<String, VersionRange> wishes = new TreeMap<>();
    private final Map<String, List<Offer>> offered = new TreeMap<>();
    private List<Candidate> chosen = List.of();

    VersionChoice(InstalledModules modules, Catalogs.Reading catalogs) {
        this.modules = modules;
        this.catalogs = catalogs;
        this.installed = modules.candidates();
    }

    /** @throws ProblemException MODULE_NOT_FOUND and the like when no registry offers it */
    void install(String module, String version) {
        if (version.equals(Catalogs.LATEST) || Version.find(version).isPresent()) {
            exactly(catalogs.find(module, version));
        } else {
            wish(module, VersionRange.parse(version), catalogs.versions(module));
        }
    }

    /** @throws ProblemException as {@link #install}; CONFLICT when it serves already, VERSION_TOO_OLD */
    void update(String module, String version, String present) {
        var offer = version.equals(Catalogs.LATEST) || Version.find(version).isPresent()
                ? catalogs.find(module, version)
                : newest(module, VersionRange.parse(version), present);
        requireNewer(present, offer.version());
        exactly(offer);
    }

    private Offer newest(String module, VersionRange range, String present) {
        return catalogs.versions(module).stream()
                .filter(offer -> range.contains(Version.parse(offer.version())))
                .max(Comparator.comparing(offer -> Version.parse(offer.version())))
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.MODULE_NOT_FOUND,
                        "No version of " + module + " in the range " + range + " is on offer; " + present
                                + " is installed."));
    }

    private static void requireNewer(String present, String next) {
        int order = Version.parse(next).compareTo(Version.parse(present));
        if (order == 0) {
            throw new ProblemException(
                    ErrorCode.CONFLICT, "Version " + present + " serves already; there is nothing to do.");
        }
        if (order < 0) {
            throw new ProblemException(
                    ErrorCode.VERSION_TOO_OLD, "Version " + next + " is older than " + present + ", which serves.");
        }
    }

    private void exactly(Offer offer) {
        wish(offer.name(), VersionRange.parse(offer.version()), List.of(offer));
    }

    private void wish(String module, VersionRange range, List<Offer> offers) {
        wishes.put(module, range);
        offered.put(module, offers);
    }

    /**
     * Chooses versions for all that is wanted. What is installed may change only when nothing else helps.
     *
     * @param leaving modules that no tenant keeps
     * @throws ProblemException DEPENDENCY_CONFLICT with the one sentence
     */
    void resolve(Set<String> leaving) {
        if (wishes.isEmpty() && leaving.isEmpty()) {
            return;
        }
        offerWhatIsNeeded();
        var resolution = Resolver.resolve(question(leaving));
        if (resolution instanceof Resolution.Conflict && !wishes.isEmpty()) {
            installed.keySet().stream()
                    .filter(module -> !wishes.containsKey(module))
                    .forEach(module -> offered.computeIfAbsent(module, catalogs::versions));
            offerWhatIsNeeded();
            resolution = Resolver.resolve(question(leaving));
        }
        if (resolution instanceof Resolution.Conflict conflict) {
            throw new ProblemException(ErrorCode.DEPENDENCY_CONFLICT, conflict.sentence());
        }
        chosen = ((Resolution.Chosen) resolution).order();
    }

    /** What comes new or in another version, in install order. */
    List<Candidate> chosen() {
        return chosen;
    }

    /** What a module needs once the plan is carried out, by name. */
    Set<String> needs(String module) {
        return chosen.stream()
                .filter(candidate -> candidate.module().equals(module))
                .findFirst()
                .or(() -> Optional.ofNullable(installed.get(module)))
                .map(candidate -> candidate.needs().keySet())
                .orElse(Set.of());
    }

    /** The offer behind a version that was chosen. */
    Offer offer(Candidate candidate) {
        return offered.get(candidate.module()).stream()
                .filter(offer -> offer.version().equals(candidate.version().toString()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(candidate + " was chosen and is not on offer"));
    }

    boolean installedAnywhere(String module) {
        return installed.containsKey(module);
    }

    private Question question(Set<String> leaving) {
        Map<String, List<Candidate>> candidates = new TreeMap<>();
        offered.forEach((module, offers) -> candidates.put(
                module,
                offers.stream()
                        .map(offer -> Candidate.of(offer.descriptor(), modules.here()))
                        .toList()));
        return Question.of(wishes, installed, leaving, candidates);
    }

    private void offerWhatIsNeeded() {
        List<String> waiting = new ArrayList<>(offered.keySet());
        for (int i = 0; i < waiting.size(); i++) {
            offered.get(waiting.get(i)).stream()
                    .flatMap(offer -> offer.descriptor().dependencies().modules().keySet().stream())
                    .filter(module -> !installed.containsKey(module) && !offered.containsKey(module))
                    .distinct()
                    .sorted()
                    .toList()
                    .forEach(module -> {
                        offered.put(module, catalogs.versions(module));
                        waiting.add(module);
                    });
        }
    }
}
