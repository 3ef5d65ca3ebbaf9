package com.a64platform.core.observing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What the other nodes said last, and whether they still live: a beat that has stood still for the limit, by the monotonic
 * clock of this node, is one of a node that does not. No two clocks are compared. Thread-safe.
 */
final class OtherNodes {
    private final Duration limit;
    private final Duration memory;
    private final LongSupplier nanos;
    private final Map<String, Heard> heard = new TreeMap<>();
    /** By installation. */
    private Map<String, List<Observed>> said = Map.of();

    /** @param memory for how long one that does not live is remembered */
    OtherNodes(Duration limit, Duration memory, LongSupplier nanos) {
        this.limit = limit;
        this.memory = memory;
        this.nanos = nanos;
    }

    /** @param moved whether it was ever seen to change: what was found at the start may be what a dead node left */
    private record Heard(NodeReports.Beat beat, long since, boolean moved) {}

    /**
     * Takes what was just read.
     *
     * @param asked when it was asked for, before the reading
     */
    synchronized void read(List<NodeReports.Beat> beats, List<NodeReports.Report> reports, long asked) {
        heard.keySet().retainAll(beats.stream().map(NodeReports.Beat::node).toList());
        for (var beat : beats) {
            var before = heard.get(beat.node());
            if (before == null || before.beat().count() != beat.count()) {
                heard.put(beat.node(), new Heard(beat, asked, before != null));
            }
        }
        Map<String, List<Observed>> next = new HashMap<>();
        reports.stream().sorted(Comparator.comparing(NodeReports.Report::node)).forEach(report -> report.installations()
                .forEach((id, observed) ->
                        next.computeIfAbsent(id, unknown -> new ArrayList<>()).add(observed)));
        said = next;
    }

    /** What they make of an installation; what may be wrong by now says so. */
    synchronized List<Observed> of(String installation) {
        return said.getOrDefault(installation, List.of()).stream()
                .map(observed -> heard.containsKey(observed.node())
                        ? judged(observed, heard.get(observed.node()))
                        : observed.outdated("Node " + observed.node() + " gives no sign of life."))
                .toList();
    }

    /** Those that have not been heard of for so long that they are forgotten. */
    synchronized List<String> gone() {
        return heard.values().stream()
                .filter(one -> passed(one, memory))
                .map(one -> one.beat().node())
                .toList();
    }

    private Observed judged(Observed observed, Heard node) {
        if (!node.moved()) {
            return observed.outdated(
                    "Node " + observed.node() + " has not been heard of yet; it was last at " + last(node) + ".");
        }
        return passed(node, limit)
                ? observed.outdated(
                        "Node " + observed.node() + " has not been heard of any more since " + last(node) + ".")
                : observed;
    }

    private boolean passed(Heard node, Duration time) {
        return nanos.getAsLong() - node.since() > time.toNanos();
    }

    private static Instant last(Heard node) {
        return node.beat().at();
    }
}
