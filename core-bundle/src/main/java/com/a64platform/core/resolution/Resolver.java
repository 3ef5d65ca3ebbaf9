package com.a64platform.core.resolution;

import com.a64platform.core.resolution.Resolution.Chosen;
import com.a64platform.core.resolution.Resolution.Conflict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Chooses a version for each module that is wanted, needed or installed, so that all of them go together. As few installed
 * modules change as can be, and what comes is as new as can be. The same question has the same answer. Thread-safe.
 */
public final class Resolver {
    private static final Conflict TOO_MANY = new Conflict(
            "The versions on offer go together in too many ways to try them all; say which versions you want.");

    private Resolver() {}

    public static Resolution resolve(Question question) {
        try {
            var search = new Search(question, Integer.MAX_VALUE, deadEnd -> {});
            var blame = search.run();
            return blame.isPresent()
                    ? new Conflict(Explanation.of(core(question, blame.get().roots())))
                    : new Chosen(InstallOrder.of(fewestChanges(question, search.chosen()), question));
        } catch (Search.GivenUp tooMany) {
            return TOO_MANY;
        }
    }

    /** The first answer may change more than it has to. */
    private static Collection<Candidate> fewestChanges(Question question, Collection<Candidate> first)
            throws Search.GivenUp {
        long drags = first.stream().filter(question::drags).count();
        for (int fewer = 0; fewer < drags; fewer++) {
            var search = new Search(question, fewer, deadEnd -> {});
            if (search.run().isEmpty()) {
                return search.chosen();
            }
        }
        return first;
    }

    /** The same question with no more than those roots that do not go together. */
    private static Question core(Question question, Set<String> blamed) throws Search.GivenUp {
        Set<String> core = new TreeSet<>(blamed);
        for (var root : blamed) {
            Set<String> fewer = new TreeSet<>(core);
            fewer.remove(root);
            if (new Search(question.about(fewer), Integer.MAX_VALUE, deadEnd -> {})
                    .run()
                    .isPresent()) {
                core = fewer;
            }
        }
        return question.about(core);
    }

    /** The dead ends of a question that has no answer, in the order in which they are met. */
    static List<Search.DeadEnd> deadEnds(Question question) throws Search.GivenUp {
        List<Search.DeadEnd> deadEnds = new ArrayList<>();
        Optional<Blame> none = new Search(question, Integer.MAX_VALUE, deadEnds::add).run();
        if (none.isEmpty()) {
            throw new IllegalStateException("A question without an answer has one");
        }
        return deadEnds;
    }
}
