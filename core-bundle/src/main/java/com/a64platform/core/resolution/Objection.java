package com.a64platform.core.resolution;

import com.a64platform.core.versions.VersionRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Why a version does not go together with those that were chosen. */
sealed interface Objection {
    /** The chosen modules it is because of. */
    Collection<String> because();

    /** It does not run here at all. */
    record Unfit(Candidate candidate) implements Objection {
        @Override
        public Collection<String> because() {
            return Set.of();
        }
    }

    /** A chosen one needs another version of it. */
    record OutOfRange(Candidate needing, Candidate candidate, VersionRange range) implements Objection {
        @Override
        public Collection<String> because() {
            return Set.of(needing.module());
        }
    }

    /** It needs another version of a chosen one. */
    record NeedsAnother(Candidate candidate, Candidate chosen, VersionRange range) implements Objection {
        @Override
        public Collection<String> because() {
            return Set.of(chosen.module());
        }
    }

    /** Each of these would have to be there before the next. */
    record Circle(List<Candidate> members) implements Objection {
        @Override
        public Collection<String> because() {
            return members.stream().map(Candidate::module).toList();
        }
    }

    /** So many others that are installed would change already. */
    record TooMany(Set<String> changing) implements Objection {
        @Override
        public Collection<String> because() {
            return changing;
        }
    }

    /** The first objection to this version, beside those that were chosen. */
    static Optional<Objection> to(Candidate candidate, Question question, Collection<Candidate> chosen) {
        if (question.changes(candidate) && !candidate.unfit().isEmpty()) {
            return Optional.of(new Unfit(candidate));
        }
        var needs = question.needs(candidate);
        for (var other : chosen) {
            var range = question.needs(other).get(candidate.module());
            if (range != null && !range.contains(candidate.version())) {
                return Optional.of(new OutOfRange(other, candidate, range));
            }
            var own = needs.get(other.module());
            if (own != null && !own.contains(other.version())) {
                return Optional.of(new NeedsAnother(candidate, other, own));
            }
        }
        return circle(candidate, question, chosen).map(Circle::new);
    }

    private static Optional<List<Candidate>> circle(
            Candidate candidate, Question question, Collection<Candidate> chosen) {
        return back(candidate, candidate, question, chosen, new ArrayList<>(), new HashSet<>());
    }

    /** A way from one to the start, each waiting for the next. */
    private static Optional<List<Candidate>> back(
            Candidate from,
            Candidate start,
            Question question,
            Collection<Candidate> chosen,
            List<Candidate> path,
            Set<Candidate> seen) {
        path.add(from);
        if (path.size() > 1 && question.waitsFor(from, start)) {
            return Optional.of(List.copyOf(path));
        }
        for (var next : chosen) {
            if (question.waitsFor(from, next) && seen.add(next)) {
                var found = back(next, start, question, chosen, path, seen);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        path.remove(path.size() - 1);
        return Optional.empty();
    }
}
