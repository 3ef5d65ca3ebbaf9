package com.a64platform.core.resolution;

import com.a64platform.core.versions.Version;
import com.a64platform.core.versions.VersionRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A question, written down briefly. */
final class Modules {
    private final Map<String, VersionRange> wishes = new TreeMap<>();
    private final Map<String, Candidate> installed = new TreeMap<>();
    private final Set<String> leaving = new HashSet<>();
    private final Map<String, List<Candidate>> offered = new TreeMap<>();

    /** @param needs such as {@code farm-manager ^1.0.0} */
    static Candidate module(String coordinates, String... needs) {
        Map<String, VersionRange> ranges = new TreeMap<>();
        for (var need : needs) {
            var parts = need.split(" ", 2);
            ranges.put(parts[0], VersionRange.parse(parts[1]));
        }
        var parts = coordinates.split(" ");
        return new Candidate(parts[0], Version.parse(parts[1]), ranges, "");
    }

    Modules want(String module, String range) {
        wishes.put(module, VersionRange.parse(range));
        return this;
    }

    Modules have(String coordinates, String... needs) {
        var candidate = module(coordinates, needs);
        installed.put(candidate.module(), candidate);
        return this;
    }

    Modules drop(String module) {
        leaving.add(module);
        return this;
    }

    Modules offer(String coordinates, String... needs) {
        return offer(module(coordinates, needs));
    }

    Modules offer(Candidate candidate) {
        offered.computeIfAbsent(candidate.module(), module -> new ArrayList<>()).add(candidate);
        return this;
    }

    Question question() {
        return Question.of(wishes, installed, leaving, offered);
    }

    /** Coordinates in install order, or the sentence of the conflict. */
    String answer() {
        var resolution = Resolver.resolve(question());
        return resolution instanceof Resolution.Chosen chosen
                ? chosen.order().stream().map(Candidate::toString).collect(Collectors.joining(", "))
                : ((Resolution.Conflict) resolution).sentence();
    }
}
