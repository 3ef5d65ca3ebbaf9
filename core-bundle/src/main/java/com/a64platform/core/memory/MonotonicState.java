package com.a64platform.core.memory;

import com.a64platform.core.versions.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * What must never go backwards. Two states merge into the higher of both, whatever their order, so that restoring an old
 * store or an old home lowers nothing. Immutable.
 *
 * @param counters versions of signed documents, by document and the keys that sign it
 * @param floors by module name
 * @param pins to whom a name belongs: {@code module:NAME} to a publisher, {@code registry:KEYS} to a registry's name
 */
public record MonotonicState(Map<String, Long> counters, Map<String, Floor> floors, Map<String, String> pins) {
    /** Nothing seen yet. */
    public static final MonotonicState EMPTY = new MonotonicState(Map.of(), Map.of(), Map.of());

    public MonotonicState {
        counters = Map.copyOf(counters);
        floors = Map.copyOf(floors);
        pins = Map.copyOf(pins);
    }

    /**
     * The lowest version of a module that is admitted.
     *
     * @param generation how often it was lowered with consent; a later generation replaces an earlier one
     */
    public record Floor(long generation, String version) {
        private Floor higher(Floor other) {
            if (generation != other.generation) {
                return generation > other.generation ? this : other;
            }
            return Version.parse(version).compareTo(Version.parse(other.version)) >= 0 ? this : other;
        }
    }

    /** The higher of both. Of two pins for one name that differ, the one in this state stands. */
    public MonotonicState merge(MonotonicState other) {
        return new MonotonicState(
                merged(counters, other.counters, Math::max),
                merged(floors, other.floors, Floor::higher),
                merged(pins, other.pins, (mine, theirs) -> mine));
    }

    /** 0 for what was never counted. */
    public long counter(String name) {
        return counters.getOrDefault(name, 0L);
    }

    public MonotonicState withCounter(String name, long value) {
        return merge(new MonotonicState(Map.of(name, value), Map.of(), Map.of()));
    }

    public MonotonicState withPin(String name, String owner) {
        return merge(new MonotonicState(Map.of(), Map.of(), Map.of(name, owner)));
    }

    public MonotonicState withFloor(String module, String version) {
        long generation = floors.containsKey(module) ? floors.get(module).generation() : 0;
        return merge(new MonotonicState(Map.of(), Map.of(module, new Floor(generation, version)), Map.of()));
    }

    public MonotonicState withLoweredFloor(String module, String version) {
        var floor = floors.get(module);
        if (floor == null || Version.parse(floor.version()).compareTo(Version.parse(version)) <= 0) {
            return this;
        }
        return merge(
                new MonotonicState(Map.of(), Map.of(module, new Floor(floor.generation() + 1, version)), Map.of()));
    }

    /** For people: what another state has otherwise, or not at all. */
    List<String> differencesTo(MonotonicState other) {
        List<String> found = new ArrayList<>();
        floors.forEach((module, floor) -> {
            if (!floor.equals(other.floors.get(module))) {
                found.add("the lowest version of " + module + " that is admitted: " + floor.version());
            }
        });
        counters.forEach((name, value) -> {
            if (value != other.counter(name)) {
                found.add(name + ": " + value);
            }
        });
        pins.forEach((name, owner) -> {
            if (!owner.equals(other.pins.get(name))) {
                found.add(name + " belongs to " + owner);
            }
        });
        return found.stream().sorted().toList();
    }

    private static <V> Map<String, V> merged(Map<String, V> mine, Map<String, V> theirs, BinaryOperator<V> higher) {
        Map<String, V> merged = new HashMap<>(mine);
        theirs.forEach((name, value) -> merged.merge(name, value, higher));
        return merged;
    }
}
