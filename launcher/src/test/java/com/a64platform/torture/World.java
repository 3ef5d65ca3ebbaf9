package com.a64platform.torture;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One way in which all may be found.
 *
 * @param standings of every place, and how many there are of what is counted
 * @param farms the documents that {@link Goods#FARMS} has then, neither more nor fewer; empty when that follows from what was
 *     sent and acknowledged
 */
record World(Map<String, Standing> standings, Optional<Map<String, Double>> farms) {
    static World of(Map<String, Standing> standings) {
        return new World(standings, Optional.empty());
    }

    /** When an act is done. */
    World after(Act act) {
        Map<String, Standing> changed = new TreeMap<>(standings);
        changed.putAll(act.after());
        return new World(changed, act.farms().or(() -> farms));
    }

    /** The one of these in which all stands so. */
    static Optional<World> found(List<World> worlds, Map<String, Standing> standings) {
        return worlds.stream()
                .filter(world -> world.standings().equals(standings))
                .findFirst();
    }

    @Override
    public String toString() {
        return standings
                + farms.map(documents -> " with " + documents.size() + " documents restored")
                        .orElse("");
    }
}
