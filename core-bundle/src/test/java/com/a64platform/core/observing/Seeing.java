package com.a64platform.core.observing;

import com.a64platform.core.doors.Doors;
import com.a64platform.core.engine.InMemoryJournal;
import com.a64platform.core.engine.JournalOperations;
import com.a64platform.core.findings.Obstacles;
import com.a64platform.core.modules.FakeRevisions;
import com.a64platform.core.modules.InMemoryInstallations;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.StartBreaker;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.platform.StoreSilence;
import com.a64platform.core.routes.NoRequests;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What a node sees, without what it does. */
final class Seeing implements AutoCloseable {
    final Workers workers = new Workers();
    final FakeRevisions revisions = new FakeRevisions();
    final RouteTable routes = new RouteTable();
    final Doors doors = new Doors(workers);
    final Readiness readiness = new Readiness();
    final Inventory inventory;
    final ModuleHealth health;
    final NodeView view;
    final Observations observations;

    Seeing(String node, Inventory inventory, NodeReports reports, Clock clock, LongSupplier nanos) {
        this.inventory = inventory;
        var store = new StoreCheck(new InMemoryInstallations(), new StoreSilence(), workers);
        health = new ModuleHealth(revisions, routes, workers, store, Duration.ofSeconds(5), clock);
        var operations = new JournalOperations(new InMemoryJournal(), workers);
        readiness.enter(Readiness.Phase.READY);
        view = new NodeView(
                revisions,
                routes,
                health,
                doors,
                operations,
                breaker(),
                new Obstacles(),
                workers,
                readiness,
                node,
                false,
                clock);
        observations = new Observations(view, inventory, reports, node, clock, nanos);
    }

    /** Loads what an installation wants and lets it serve. */
    void serve(Installation installation) {
        revisions.promote(new Probed(
                installation.moduleName(), installation.sha256(), 7, Optional.empty(), List.of(), Optional.empty()));
        routes.attach(new Route(
                "/api/v1/" + installation.moduleName(),
                installation.moduleName(),
                installation.version(),
                new NoRequests()));
    }

    private StartBreaker breaker() {
        try {
            var file = Files.createTempDirectory("starts").resolve("starts");
            return new StartBreaker(file, "machine", Duration.ofSeconds(1), workers, Clock.systemUTC());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        workers.close();
    }
}
