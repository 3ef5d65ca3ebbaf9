package com.a64platform.core.resolution;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * The order in which versions come: what another waits for before it, and where that leaves a choice, whoever can live with
 * what is there before that changes under him.
 */
final class InstallOrder {
    private InstallOrder() {}

    static List<Candidate> of(Collection<Candidate> chosen, Question question) {
        var waiting = new ArrayList<>(chosen.stream()
                .filter(question::changes)
                .sorted(Comparator.comparing(Candidate::module))
                .toList());
        BiPredicate<Candidate, Candidate> must = question::waitsFor;
        List<Candidate> order = new ArrayList<>();
        while (!waiting.isEmpty()) {
            var next = first(waiting, must.or((one, other) -> brokenBy(one, other, question)));
            if (next < 0) {
                next = first(waiting, must);
            }
            order.add(waiting.remove(next));
        }
        return order;
    }

    /** Where the first is that waits for none of the others; -1 when there is none. */
    private static int first(List<Candidate> waiting, BiPredicate<Candidate, Candidate> waitsFor) {
        for (int i = 0; i < waiting.size(); i++) {
            var one = waiting.get(i);
            if (waiting.stream().noneMatch(other -> other != one && waitsFor.test(one, other))) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the other one, as it is installed, cannot live with the new version of this one. */
    private static boolean brokenBy(Candidate one, Candidate other, Question question) {
        var installed = question.installed().get(other.module());
        return installed != null
                && question.needs(installed).containsKey(one.module())
                && !installed.needs(one.module(), one.version());
    }
}
