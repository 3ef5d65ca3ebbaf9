package com.a64platform.core.reconciling;

import com.a64platform.core.installer.Reconciliation.Settling;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.problem.ProblemException;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks at one module on this node and does what is to be done for it. For one thread, which has the module's turn. */
final class ModuleTurn {
    private final NodeParts node;
    private final String module;
    private final Optional<Wish> wish;
    private final Optional<Wish> settled;
    private final Manner manner;
    private Settling how;
    /** Looked at when somebody needs it, for that reads the whole of it. */
    private Optional<Optional<VerifiedArtifact>> artifact = Optional.empty();

    /**
     * What differs between the start of a node and later.
     *
     * @param artifacts finds the verified copy of what is to serve
     * @param starting whether the applications are built by their first requests, and nothing is fetched
     * @param needed told of each module that has to be there before this one
     */
    record Manner(Artifacts artifacts, boolean starting, Consumer<String> needed) {}

    /** Where verified copies are found; throws when one may not run any more. */
    @FunctionalInterface
    interface Artifacts {
        Optional<VerifiedArtifact> of(Wish wish);
    }

    /** It is not even tried. */
    static final class Quarantined extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Quarantined(String reason) {
            super(reason);
        }
    }

    /** @param settled what the node was brought in line with before, in this process */
    ModuleTurn(
            NodeParts node, String module, Optional<Wish> wish, Optional<Wish> settled, Manner manner, Settling how) {
        this.node = node;
        this.module = module;
        this.wish = wish;
        this.settled = settled;
        this.manner = manner;
        this.how = how;
    }

    Found look() {
        var serving = node.activation().serving(module).map(VerifiedArtifact::sha256);
        boolean rests = wish.filter(one -> !one.serve()).isPresent();
        return new Found(
                serving,
                rests && serving.isPresent() && !node.requirements().mayUnload(module),
                strayCandidate(serving),
                wish.isPresent() && artifact().isPresent(),
                node.routes().remembers(module),
                wish.filter(one -> node.files().has(module, one.version(), one.sha256()))
                        .isPresent(),
                noted(),
                node.notes().gone(module),
                wish.filter(one -> settledTo(one)).isPresent());
    }

    private boolean settledTo(Wish one) {
        return settled.filter(before -> before.serves(one.sha256())).isPresent();
    }

    /** What is ready and is what is wanted only has to be let in. */
    private boolean strayCandidate(Optional<String> serving) {
        var prepared = node.activation().prepared(module).map(VerifiedArtifact::sha256);
        return prepared.isPresent()
                && (prepared.equals(serving)
                        || wish.filter(one -> one.serves(prepared.get())).isEmpty());
    }

    /** A file that came to a module at rest may not be noted yet; it goes all the same. */
    private Optional<String> noted() {
        return node.notes().of(module).or(() -> wish.isPresent() ? Optional.empty() : settled.map(Wish::sha256));
    }

    void act(Action action) {
        switch (action) {
            case ABANDON -> node.activation().abandon(module);
            case FETCH -> fetch();
            case SERVE -> serve();
            case STOP -> stop();
            case TELL -> tell(artifact().orElseThrow());
            case RETIRE -> retire();
            case REMOVE -> remove();
            case NOTE -> node.notes().write(module, wanted().sha256());
            case MISS -> node.notes().writeGone(module, wanted().sha256());
            case PLACE -> place();
        }
    }

    /** When nothing was stopped nobody has said it yet. */
    void sayFarewell() {
        farewell().run();
    }

    private Runnable farewell() {
        var farewell = how.farewell();
        how = new Settling(() -> {}, how.placing(), how.retiring());
        return farewell;
    }

    private void fetch() {
        boolean was = node.notes().of(module).filter(wanted().sha256()::equals).isPresent();
        if (manner.starting()) {
            throw new Later(MissingArtifacts.missing(was) + "it is looked for in the registries.");
        }
        node.missing().bring(wanted(), was);
        artifact = Optional.empty();
    }

    /** Not at this moment, and nobody is to worry. */
    static final class Later extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Later(String reason) {
            super(reason);
        }
    }

    private void serve() {
        var next = artifact().orElseThrow(() -> new IllegalStateException("A verified copy went away at once"));
        if (node.activation().prepared(module).isPresent()) {
            node.activation().swapIn(module);
            return;
        }
        if (node.routes().ofModule(module).isEmpty()) {
            tell(next);
        }
        node.breaker().quarantine(next.sha256()).ifPresent(reason -> {
            throw new Quarantined(reason);
        });
        next.descriptor().dependencies().modules().keySet().forEach(manner.needed());
        if (manner.starting()) {
            node.activation().serveLazily(next, node.startLimit());
        } else {
            swap(next);
        }
    }

    private void swap(VerifiedArtifact next) {
        node.requirements().checkSwap(node.activation().prepare(next, node.startLimit()));
        node.activation().swapIn(module);
    }

    private void stop() {
        node.activation().takeDown(module, farewell());
    }

    private void tell(VerifiedArtifact known) {
        node.routes().unserved(known.descriptor().routePrefix(), module);
    }

    private void retire() {
        if (how.retiring()) {
            node.notes().of(module).ifPresent(before -> node.files().retire(module, before));
        }
    }

    private void remove() {
        noted().ifPresent(node.files()::remove);
        node.notes().remove(module);
    }

    private void place() {
        if (how.placing()) {
            node.files().place(artifact().orElseThrow());
        }
    }

    private Wish wanted() {
        return wish.orElseThrow();
    }

    /** @throws ProblemException when it may not run any more */
    private Optional<VerifiedArtifact> artifact() {
        if (artifact.isEmpty()) {
            var one = wanted();
            artifact = Optional.of(
                    one.serve()
                            ? serving(one).or(() -> manner.artifacts().of(one))
                            : node.admission().admitted(one.sha256(), one.publisher()));
        }
        return artifact.get();
    }

    /** What serves already, or is ready to, was looked at then. */
    private Optional<VerifiedArtifact> serving(Wish one) {
        return node.activation()
                .prepared(module)
                .or(() -> node.activation().serving(module))
                .filter(artifact -> artifact.sha256().equals(one.sha256()));
    }
}
