package com.a64platform.core.observing;

import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Node;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has become of installations on every node. What this node sees is looked at when it is asked for; what the others
 * see is what they wrote into the store, read every ten seconds. Thread-safe.
 */
@Component(service = Observations.class, immediate = true)
public final class Observations {
    private static final Logger log = LoggerFactory.getLogger(Observations.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration MEMORY = Duration.ofDays(1);

    private final NodeView here;
    private final Inventory inventory;
    private final NodeReports reports;
    private final String node;
    private final Clock clock;
    private final LongSupplier nanos;
    private final OtherNodes others;
    private final AtomicReference<Thread> rounds = new AtomicReference<>();
    /** What this node has written, by module. */
    private final Map<String, Map<String, Observed>> written = new HashMap<>();

    private long beats;
    private boolean clean;
    private boolean silent;
    private boolean ended;

    @Activate
    public Observations(
            @Reference NodeView here,
            @Reference Inventory inventory,
            @Reference NodeReports reports,
            @Reference Node node,
            @Reference Readiness readiness,
            @Reference Workers workers) {
        this(here, inventory, reports, node.id(), Clock.systemUTC(), System::nanoTime);
        readiness.whenStopping(() -> workers.start("observations-end", this::end));
        rounds.set(workers.repeat("observations", PAUSE, this::guardedRound));
    }

    /** Writes and reads only when told to. */
    Observations(
            NodeView here, Inventory inventory, NodeReports reports, String node, Clock clock, LongSupplier nanos) {
        this.here = here;
        this.inventory = inventory;
        this.reports = reports;
        this.node = node;
        this.clock = clock;
        this.nanos = nanos;
        this.others = new OtherNodes(LIMIT, MEMORY, nanos);
        this.beats = clock.millis();
    }

    @Deactivate
    public void close() {
        Optional.ofNullable(rounds.get()).ifPresent(Thread::interrupt);
    }

    /** This node's own first. */
    public List<Observed> of(Installation installation) {
        return Stream.concat(Stream.of(here.of(installation)), others.of(installation.id()).stream())
                .toList();
    }

    /** One failure must not end the exchange; the next round tries again. */
    private void guardedRound() {
        try {
            round();
        } catch (RuntimeException failure) {
            log.error("What is observed on the nodes could not be exchanged", failure);
        }
    }

    /** Writes what has changed here, gives a sign of life, and reads what the others say. */
    public synchronized void round() {
        if (ended) {
            return;
        }
        try {
            write();
            read();
            silent = false;
        } catch (ProblemException away) {
            if (!silent) {
                log.warn("What is observed on the nodes cannot be exchanged: {}", away.detail());
            }
            silent = true;
        }
    }

    /** A node that stops in order is none that died. */
    synchronized void end() {
        ended = true;
        try {
            reports.remove(node);
        } catch (ProblemException away) {
            log.info("What was observed on this node stays written: {}", away.detail());
        }
    }

    private void write() {
        if (!clean) {
            reports.remove(node); // what an earlier process has left
            clean = true;
        }
        var now = inventory.all().stream()
                .collect(Collectors.groupingBy(Installation::moduleName, Collectors.toMap(Installation::id, here::of)));
        here.keepOnly(now.values().stream()
                .flatMap(module -> module.keySet().stream())
                .collect(Collectors.toSet()));
        now.forEach(this::write);
        for (var module : Set.copyOf(written.keySet())) {
            if (!now.containsKey(module)) {
                reports.remove(node, module);
                written.remove(module);
            }
        }
        reports.beat(new NodeReports.Beat(node, ++beats, clock.instant()));
    }

    private void write(String module, Map<String, Observed> installations) {
        if (!installations.equals(written.get(module))) {
            reports.put(new NodeReports.Report(node, module, installations));
            written.put(module, installations);
        }
    }

    private void read() {
        long asked = nanos.getAsLong();
        var beating = reports.beats().stream()
                .filter(beat -> !beat.node().equals(node))
                .toList();
        others.read(beating, beating.isEmpty() ? List.of() : reports.ofOthers(node), asked);
        for (var gone : others.gone()) {
            log.warn("Node {} has not been heard of for a day and is forgotten", gone);
            reports.remove(gone);
        }
    }
}
