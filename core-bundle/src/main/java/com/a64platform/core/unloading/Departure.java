package com.a64platform.core.unloading;

import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A revision that was unloaded, and what is known of what it left. Thread-safe. */
public final class Departure {
    private final String module;
    private final String version;
    private final String operation;
    private final Instant at;
    private final long since;
    private final WeakReference<ClassLoader> loader;

    private List<Leftover> found = List.of();
    private boolean swept;
    private int survived;

    Departure(String module, String version, String operation, ClassLoader loader, Instant at, long since) {
        this.module = module;
        this.version = version;
        this.operation = operation;
        this.at = at;
        this.since = since;
        this.loader = new WeakReference<>(loader);
    }

    public String module() {
        return module;
    }

    public String version() {
        return version;
    }

    /** Id of the operation that unloaded it; empty when none did. */
    public String operation() {
        return operation;
    }

    public Instant at() {
        return at;
    }

    /** When it was unloaded, in monotonic nanoseconds. */
    long since() {
        return since;
    }

    /** Whether nothing of it is in memory any more. */
    public boolean collected() {
        return loader.refersTo(null);
    }

    /** Everything that was found so far. */
    public synchronized List<Leftover> leftovers() {
        return found;
    }

    /** What was found and could not be cleared. */
    public List<Leftover> holders() {
        return leftovers().stream()
                .filter(one -> one.fate() == Leftover.Fate.STAYS)
                .toList();
    }

    /** For people: what holds it, and what to do about it. */
    public String verdict() {
        var holders = holders();
        var subject = "Version " + version + " of " + module + ", unloaded at " + at + ", is still in memory: ";
        if (holders.isEmpty()) {
            return subject + "what holds it is of none of the known kinds. " + unseen()
                    + "Write a heap dump with jcmd " + ProcessHandle.current().pid()
                    + " GC.heap_dump FILE and look for the shortest path from a root to the class loader of its bundle.";
        }
        return subject
                + holders.stream()
                        .map(one -> one.sentence() + "; " + one.advice() + ".")
                        .collect(Collectors.joining(" "));
    }

    /** For people: what was cleared; empty when there was nothing. */
    public String cleared() {
        return leftovers().stream()
                .filter(one -> one.fate() == Leftover.Fate.CLEARED)
                .map(one -> one.kind() + " " + one.name())
                .collect(Collectors.joining(", "));
    }

    private String unseen() {
        return leftovers().stream()
                .filter(one -> one.fate() == Leftover.Fate.UNSEEN)
                .map(one -> "The " + one.sentence() + ". ")
                .collect(Collectors.joining());
    }

    Optional<ClassLoader> loader() {
        return Optional.ofNullable(loader.get());
    }

    /** Takes what one more look has found. What stayed before and is not there any more has gone in between. */
    synchronized void found(List<Leftover> now) {
        var before = found.stream()
                .filter(one -> one.fate() != Leftover.Fate.UNSEEN)
                .filter(one -> now.stream().noneMatch(one::sameThing))
                .map(one -> Leftover.cleared(one.kind(), one.name(), one.advice()));
        found = Stream.concat(before, now.stream()).distinct().toList();
        swept = true;
    }

    synchronized boolean swept() {
        return swept;
    }

    /** Counts a forced collection that it was still there after. */
    synchronized void survive() {
        survived++;
    }

    /** How many forced collections it was still there after. */
    synchronized int survived() {
        return survived;
    }

    static List<Departure> of(String module, Iterable<Departure> all) {
        List<Departure> its = new ArrayList<>();
        all.forEach(one -> {
            if (one.module.equals(module) && !one.collected()) {
                its.add(one);
            }
        });
        return its;
    }
}
