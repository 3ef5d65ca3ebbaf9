package com.a64platform.core.scanning;

import com.a64platform.core.bytecode.Reference;
import java.lang.module.ModuleFinder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Where rules were broken, by what they were broken with. */
final class Hits {
    private static final int PLACES = 5;
    private static final Set<String> JAVA = ModuleFinder.ofSystem().findAll().stream()
            .flatMap(module -> module.descriptor().packages().stream())
            .collect(Collectors.toSet());

    private final Map<Rule, Map<String, Set<String>>> places = new HashMap<>();

    void add(Rule rule, String owner, String place) {
        Set<String> known = places.computeIfAbsent(rule, r -> new LinkedHashMap<>())
                .computeIfAbsent(owner.replace('/', '.'), o -> new LinkedHashSet<>());
        if (known.size() < PLACES) {
            known.add(place);
        }
    }

    /** Whether any of these would be news. */
    boolean wants(Map<Reference, List<Rule>> broken) {
        return broken.entrySet().stream().anyMatch(entry -> entry.getValue().stream()
                .anyMatch(rule -> places.getOrDefault(rule, Map.of())
                                .getOrDefault(entry.getKey().owner().replace('/', '.'), Set.of())
                                .size()
                        < PLACES));
    }

    void into(Hits other) {
        places.forEach((rule, owners) ->
                owners.forEach((owner, found) -> found.forEach(place -> other.add(rule, owner, place))));
    }

    /** A class that the artifact carries itself is none of Java's, unless it has the name of one of those. */
    List<String> places(Rule rule, Set<String> own) {
        return places.getOrDefault(rule, Map.of()).entrySet().stream()
                .filter(entry -> !own.contains(entry.getKey()) || rule.ofOwnCode() || java(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream())
                .distinct()
                .sorted()
                .limit(PLACES)
                .toList();
    }

    private static boolean java(String type) {
        return JAVA.contains(type.substring(0, Math.max(0, type.lastIndexOf('.'))));
    }
}
