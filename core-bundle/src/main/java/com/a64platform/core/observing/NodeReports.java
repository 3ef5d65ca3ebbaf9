package com.a64platform.core.observing;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Keeps what each node says of its modules, where every node can read it. Thread-safe. */
public interface NodeReports {
    /**
     * A sign of life.
     *
     * @param count differs from that of the sign before, also over a restart; says nothing else
     * @param at by the node's own clock, for people
     */
    record Beat(String node, long count, Instant at) {}

    /** @param installations what the node has made of a module's installations, by their ids */
    record Report(String node, String module, Map<String, Observed> installations) {}

    void beat(Beat beat);

    /** Takes the place of what the node said of the module before. */
    void put(Report report);

    /** The node has nothing of the module any more. */
    void remove(String node, String module);

    /** Forgets a node and all that it has said. */
    void remove(String node);

    List<Beat> beats();

    /** What all nodes but one say. */
    List<Report> ofOthers(String node);
}
