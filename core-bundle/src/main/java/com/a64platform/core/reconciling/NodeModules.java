package com.a64platform.core.reconciling;

import com.a64platform.core.findings.Obstacles;
import com.a64platform.core.installer.Reconciliation.Settling;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.routes.Route;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The modules of this node: what is wanted of each, what it was brought in line with, and what keeps it. Thread-safe. */
final class NodeModules {
    private static final Logger log = LoggerFactory.getLogger(NodeModules.class);

    /** What earlier versions wrote into installations whose modules did not come up. */
    private static final Set<InstallationState> OBSERVED =
            Set.of(InstallationState.ERROR, InstallationState.QUARANTINED);

    private final NodeParts node;
    private final Inventory inventory;
    private final Obstacles obstacles;
    private final Tries tries;
    /** What this process has brought each module in line with. */
    private final Map<String, Wish> settled = new ConcurrentHashMap<>();
    /** Of each module that was tried here, the modules that it needs. */
    private final Map<String, Set<String>> needs = new ConcurrentHashMap<>();

    private volatile Consumer<Installation> licenses = installation -> {};

    NodeModules(NodeParts node, Inventory inventory, Obstacles obstacles, Tries tries) {
        this.node = node;
        this.inventory = inventory;
        this.obstacles = obstacles;
        this.tries = tries;
    }

    /** From now on this decides about licenses before a module is started. */
    void decideWith(Consumer<Installation> beforeStart) {
        licenses = beforeStart;
    }

    /** Everything that is wanted, or of which something is here. */
    Set<String> known() {
        Set<String> known = new LinkedHashSet<>(node.notes().modules());
        inventory.all().stream().map(Installation::moduleName).forEach(known::add);
        known.addAll(settled.keySet());
        known.addAll(node.activation().prepared());
        known.addAll(obstacles.modules());
        return known;
    }

    /** What is to serve. */
    List<Wish> wanted() {
        return inventory.all().stream()
                .map(Installation::moduleName)
                .distinct()
                .flatMap(module -> wish(module).stream())
                .filter(Wish::serve)
                .toList();
    }

    boolean answersFor(String module, String sha256) {
        return Optional.ofNullable(settled.get(module))
                .filter(wish -> wish.serves(sha256))
                .isPresent();
    }

    /** Whether something may have to be done for a module now; told without reading a file. */
    boolean due(String module) {
        return !asWished(module) && tries.due(module, wish(module));
    }

    void tryAgain(String module) {
        tries.forget(module);
    }

    private boolean asWished(String module) {
        var wish = wish(module);
        return wish.equals(Optional.ofNullable(settled.get(module)))
                && obstacles.of(module).isEmpty()
                && node.activation().prepared(module).isEmpty()
                && node.activation().serving(module).isPresent()
                        == wish.filter(Wish::serve).isPresent()
                && (wish.isPresent() || node.notes().of(module).isEmpty());
    }

    /**
     * Makes one module so as it is wanted. To be called by who has its turn.
     *
     * @return what keeps it, a sentence; empty when it is so
     */
    Optional<String> makeSo(String module, Settling how, ModuleTurn.Manner manner) {
        try {
            bring(module, how, manner);
            return Optional.empty();
        } catch (ModuleTurn.Later later) {
            log.info("Module {} is not on this node yet: {}", module, later.getMessage());
            return failed(module, later, later.getMessage());
        } catch (RuntimeException | LinkageError failure) {
            var reason = reason(failure);
            if (obstacles
                    .of(module)
                    .filter(known -> known.reason().equals(reason))
                    .isEmpty()) {
                log.error("Module {} is not on this node as it is wanted", module, failure);
            }
            return failed(module, failure, reason);
        } finally {
            obstacles.came(module);
        }
    }

    private void bring(String module, Settling how, ModuleTurn.Manner manner) {
        if (manner.starting()) {
            wantAgain(module);
        }
        announce(module);
        if (starts(module)) {
            inventory.ofModule(module).stream().filter(Wish::enabled).forEach(licenses);
        }
        boolean comes = starts(module);
        if (comes) {
            obstacles.comes(module);
        }
        act(module, noting(module, manner), how);
        succeeded(module, comes);
    }

    /**
     * What an earlier version of the platform wrote down that had become of a module on its node is no wish: it is tried
     * again, and what keeps it is kept in {@link Obstacles}.
     */
    private void wantAgain(String module) {
        inventory.ofModule(module).stream()
                .filter(installation -> OBSERVED.contains(installation.desiredState()))
                .forEach(installation -> {
                    log.info("Module {} was {}: {}", module, installation.desiredState(), installation.reason());
                    inventory.update(installation.with(InstallationState.ENABLED, "", Instant.now()));
                });
    }

    /** Whoever asks for what is not here is told so, from before anything can keep it. */
    void announce(String module) {
        var served = node.routes().ofModule(module).map(Route::prefix);
        inventory.ofModule(module).stream()
                .filter(Wish::enabled)
                .map(Installation::routePrefix)
                .filter(prefix -> !served.equals(Optional.of(prefix)))
                .forEach(prefix -> node.routes().unserved(prefix, module));
    }

    private ModuleTurn.Manner noting(String module, ModuleTurn.Manner manner) {
        Set<String> needed = ConcurrentHashMap.newKeySet();
        needs.put(module, needed);
        return new ModuleTurn.Manner(manner.artifacts(), manner.starting(), other -> {
            needed.add(other);
            manner.needed().accept(other);
        });
    }

    /** The farewell is said whatever happens. */
    private void act(String module, ModuleTurn.Manner manner, Settling how) {
        var wish = wish(module);
        var turn = new ModuleTurn(node, module, wish, Optional.ofNullable(settled.get(module)), manner, how);
        try {
            var actions = NodePlan.of(wish, turn.look());
            actions.forEach(turn::act);
            if (actions.contains(Action.ABANDON)) {
                NodePlan.of(wish, turn.look()).forEach(turn::act); // what had made room for it serves again
            }
        } finally {
            turn.sayFarewell();
        }
        wish.ifPresentOrElse(done -> settled.put(module, done), () -> settled.remove(module));
    }

    /** What came up may be what another one lacks. */
    private void succeeded(String module, boolean came) {
        obstacles.gone(module);
        tries.forget(module);
        if (came) {
            needs.forEach((other, needed) ->
                    Optional.of(other).filter(one -> needed.contains(module)).ifPresent(tries::forget));
        }
    }

    private Optional<String> failed(String module, Throwable why, String reason) {
        tries.failed(module, wish(module), why);
        obstacles.found(module, why instanceof ModuleTurn.Quarantined, reason);
        return Optional.of(reason);
    }

    /** No code without a valid license: a tenant whose license does not count is disabled before, and told why. */
    private boolean starts(String module) {
        return wish(module)
                .filter(Wish::serve)
                .filter(wish -> node.activation()
                        .prepared(module)
                        .or(() -> node.activation().serving(module))
                        .map(VerifiedArtifact::sha256)
                        .filter(wish.sha256()::equals)
                        .isEmpty())
                .isPresent();
    }

    private Optional<Wish> wish(String module) {
        return Wish.of(
                inventory.ofModule(module),
                node.activation().serving(module).map(VerifiedArtifact::sha256),
                installation ->
                        node.doors().closedHere(installation.tenantId(), module).isEmpty());
    }

    private static String reason(Throwable failure) {
        if (failure instanceof ModuleTurn.Quarantined quarantined) {
            return quarantined.getMessage();
        }
        return failure instanceof ProblemException problem
                ? problem.detail()
                : "its start failed on our side; the log says why";
    }
}
