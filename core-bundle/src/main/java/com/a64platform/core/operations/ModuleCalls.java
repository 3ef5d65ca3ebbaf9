package com.a64platform.core.operations;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Calls code of one module for one thing after the other, on threads of the platform; nobody waits for it. There is a thread
 * while something waits. A call that does not come back holds up the calls of this module, and no other's, until it does.
 * Thread-safe.
 */
public final class ModuleCalls<T> {
    private final Workers workers;
    private final Rules rules;
    private final Call<T> call;
    private final BiConsumer<T, Optional<Exception>> ended;
    private final Set<T> waiting = new LinkedHashSet<>();
    private boolean calling;

    /**
     * How a module is called.
     *
     * @param verb what is asked of it, for names of threads
     * @param limit after which a call is given up
     * @param most how many things may wait
     */
    public record Rules(String verb, String module, Duration limit, int most) {}

    /** The module's code. */
    @FunctionalInterface
    public interface Call<T> {
        void about(T thing) throws Exception;
    }

    /** @param ended hears of each call's end: of what it threw, or that it was {@link Workers.Overdue given up} */
    public ModuleCalls(Workers workers, Rules rules, Call<T> call, BiConsumer<T, Optional<Exception>> ended) {
        this.workers = workers;
        this.rules = rules;
        this.call = call;
        this.ended = ended;
    }

    /** Has the module called soon; returns at once. What equals something that waits is told once. False when too many wait. */
    public boolean add(T thing) {
        boolean begins;
        synchronized (this) {
            if (waiting.size() >= rules.most()) {
                return false;
            }
            waiting.add(thing);
            begins = !calling;
            calling = true;
        }
        if (begins) {
            begin();
        }
        return true;
    }

    private void begin() {
        workers.start(rules.verb() + "-" + rules.module(), this::callForAll);
    }

    private synchronized Optional<T> next() {
        var first = waiting.stream().findFirst();
        first.ifPresent(waiting::remove);
        calling = first.isPresent();
        return first;
    }

    private void callForAll() {
        for (var next = next(); next.isPresent(); next = next()) {
            if (!cameBack(next.get())) {
                return; // it goes on when the code comes back
            }
        }
    }

    private boolean cameBack(T thing) {
        try {
            workers.callWithin(rules.limit(), rules.verb(), rules.module(), () -> done(thing), this::begin);
            ended.accept(thing, Optional.empty());
        } catch (Workers.Overdue overdue) {
            ended.accept(thing, Optional.of(overdue));
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception failure) {
            ended.accept(thing, Optional.of(failure));
        }
        return true;
    }

    private boolean done(T thing) throws Exception {
        call.about(thing);
        return true;
    }
}
