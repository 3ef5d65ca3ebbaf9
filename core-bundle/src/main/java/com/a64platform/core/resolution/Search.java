package com.a64platform.core.resolution;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Looks for versions that go together, module by module and the best version first. When a module has none left it goes
 * back to the last choice that has to do with it and no further: what was chosen in between cannot help (conflict-directed
 * backjumping, P. Prosser 1993). Used once, by one thread.
 */
final class Search {
    /** How many versions are looked at; a thousand modules need some thousands. */
    private static final int PATIENCE = 200_000;

    private final Question question;
    private final int drags;
    private final Consumer<DeadEnd> deadEnds;
    private final Map<String, Candidate> chosen = new LinkedHashMap<>();
    private int looked;

    /**
     * @param drags how many installed modules may change that nobody has asked to change
     * @param deadEnds hears of every module for which no version was left
     */
    Search(Question question, int drags, Consumer<DeadEnd> deadEnds) {
        this.question = question;
        this.drags = drags;
        this.deadEnds = deadEnds;
    }

    /** The search was given up; whether there is an answer is not known. */
    static final class GivenUp extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** A module for which no version was left, and what was chosen then. */
    record DeadEnd(String module, Collection<Candidate> chosen) {}

    /** Empty when {@link #chosen()} has the answer; else why there is none. */
    Optional<Blame> run() throws GivenUp {
        var next = next();
        if (next.isEmpty()) {
            return Optional.empty();
        }
        var module = next.get();
        var blame = whoNeeds(module);
        for (var candidate : question.domain(module)) {
            var deeper = with(candidate);
            if (deeper.isEmpty() || !deeper.get().choices().contains(module)) {
                return deeper;
            }
            blame.addAll(deeper.get(), module);
        }
        deadEnds.accept(new DeadEnd(module, List.copyOf(chosen.values())));
        return Optional.of(blame);
    }

    Collection<Candidate> chosen() {
        return chosen.values();
    }

    /** Goes on with this version; what comes back blames its module when another version of it may help. */
    private Optional<Blame> with(Candidate candidate) throws GivenUp {
        if (++looked > PATIENCE) {
            throw new GivenUp();
        }
        var objection = objection(candidate);
        if (objection.isPresent()) {
            var blame = new Blame(new TreeSet<>(objection.get().because()), new TreeSet<>());
            blame.choices().add(candidate.module());
            return Optional.of(blame);
        }
        chosen.put(candidate.module(), candidate);
        var deeper = run();
        if (deeper.isPresent()) {
            chosen.remove(candidate.module());
        }
        return deeper;
    }

    private Optional<Objection> objection(Candidate candidate) {
        return Objection.to(candidate, question, chosen.values()).or(() -> tooMany(candidate));
    }

    private Optional<Objection> tooMany(Candidate candidate) {
        if (!question.drags(candidate)) {
            return Optional.empty();
        }
        Set<String> dragged = chosen.values().stream()
                .filter(question::drags)
                .map(Candidate::module)
                .collect(Collectors.toSet());
        return dragged.size() < drags ? Optional.empty() : Optional.of(new Objection.TooMany(dragged));
    }

    /** What is wanted comes first, then what the chosen ones need, and at last what is there anyway. */
    private Optional<String> next() {
        List<Collection<String>> inOrder = new ArrayList<>();
        inOrder.add(question.wishes().keySet());
        chosen.values()
                .forEach(candidate -> inOrder.add(question.needs(candidate).keySet()));
        inOrder.add(question.roots());
        return inOrder.stream()
                .flatMap(Collection::stream)
                .filter(module -> !chosen.containsKey(module))
                .findFirst();
    }

    private Blame whoNeeds(String module) {
        var blame = new Blame();
        if (question.roots().contains(module)) {
            blame.roots().add(module);
        } else {
            chosen.values().stream()
                    .filter(candidate -> question.needs(candidate).containsKey(module))
                    .findFirst()
                    .ifPresent(candidate -> blame.choices().add(candidate.module()));
        }
        return blame;
    }
}
