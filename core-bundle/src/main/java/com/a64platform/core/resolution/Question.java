package com.a64platform.core.resolution;

import com.a64platform.core.versions.Version;
import com.a64platform.core.versions.VersionRange;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What is to be decided. Immutable.
 *
 * @param wishes the ranges in which modules are wanted, by name
 * @param installed the version of each module that is there
 * @param staying installed modules that are to be there in the end, too
 * @param leaving installed modules that are to go
 * @param offered what could be brought; an installed module that is not among it stays as it is
 */
public record Question(
        SortedMap<String, VersionRange> wishes,
        SortedMap<String, Candidate> installed,
        Set<String> staying,
        Set<String> leaving,
        SortedMap<String, List<Candidate>> offered) {
    public Question {
        wishes = Collections.unmodifiableSortedMap(new TreeMap<>(wishes));
        installed = Collections.unmodifiableSortedMap(new TreeMap<>(installed));
        staying = Set.copyOf(staying);
        leaving = Set.copyOf(leaving);
        offered = Collections.unmodifiableSortedMap(new TreeMap<>(offered));
    }

    /** All that is installed and does not leave stays. */
    public static Question of(
            Map<String, VersionRange> wishes,
            Map<String, Candidate> installed,
            Set<String> leaving,
            Map<String, List<Candidate>> offered) {
        Set<String> staying = new TreeSet<>(installed.keySet());
        staying.removeAll(leaving);
        return new Question(new TreeMap<>(wishes), new TreeMap<>(installed), staying, leaving, new TreeMap<>(offered));
    }

    /** What must be there in the end. */
    Set<String> roots() {
        Set<String> roots = new TreeSet<>(wishes.keySet());
        roots.addAll(staying);
        return roots;
    }

    /**
     * The versions that a module may have, the best first: the one that is installed, then the newest. What is older than
     * the installed one is none.
     */
    List<Candidate> domain(String module) {
        if (leaving.contains(module)) {
            return List.of();
        }
        var here = installed.get(module);
        Map<Version, Candidate> byVersion = new LinkedHashMap<>();
        Stream.concat(Stream.ofNullable(here), newestFirst(offered.getOrDefault(module, List.of())))
                .filter(one -> here == null || one.version().compareTo(here.version()) >= 0)
                .filter(one -> !wishes.containsKey(module) || wishes.get(module).contains(one.version()))
                .forEach(one -> byVersion.putIfAbsent(one.version(), one));
        return List.copyOf(byVersion.values());
    }

    /**
     * What a version needs. Of what stays as it is counts only what it has today: a need that is not met already is not
     * this question's affair.
     */
    Map<String, VersionRange> needs(Candidate candidate) {
        if (changes(candidate)) {
            return candidate.needs();
        }
        Map<String, VersionRange> met = new TreeMap<>(candidate.needs());
        met.entrySet()
                .removeIf(need -> !installed.containsKey(need.getKey())
                        || !need.getValue()
                                .contains(installed.get(need.getKey()).version()));
        return met;
    }

    /** Whether it is another version than the one that is there, or there is none. */
    boolean changes(Candidate candidate) {
        var here = installed.get(candidate.module());
        return here == null || !here.version().equals(candidate.version());
    }

    /** Whether it would be a change of something that is installed and that nobody has asked to change. */
    boolean drags(Candidate candidate) {
        return changes(candidate)
                && installed.containsKey(candidate.module())
                && !wishes.containsKey(candidate.module());
    }

    /** Whether the first cannot come before the second is there. */
    boolean waitsFor(Candidate first, Candidate second) {
        var range = first.needs().get(second.module());
        var here = installed.get(second.module());
        return range != null && changes(first) && changes(second) && (here == null || !range.contains(here.version()));
    }

    /** The same question when only these of its roots count. */
    Question about(Set<String> roots) {
        SortedMap<String, VersionRange> fewer = new TreeMap<>(wishes);
        fewer.keySet().retainAll(roots);
        Set<String> kept = new TreeSet<>(staying);
        kept.retainAll(roots);
        return new Question(fewer, installed, kept, leaving, offered);
    }

    private static Stream<Candidate> newestFirst(List<Candidate> candidates) {
        return candidates.stream()
                .sorted(Comparator.comparing(Candidate::version).reversed());
    }
}
