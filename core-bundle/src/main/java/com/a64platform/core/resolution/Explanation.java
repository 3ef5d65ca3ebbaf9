package com.a64platform.core.resolution;

import com.a64platform.core.resolution.Objection.Circle;
import com.a64platform.core.resolution.Objection.NeedsAnother;
import com.a64platform.core.resolution.Objection.OutOfRange;
import com.a64platform.core.resolution.Objection.Unfit;
import com.a64platform.core.resolution.Search.DeadEnd;
import com.a64platform.core.versions.VersionRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says in one sentence why there is no answer: who needs what, from what is wanted or installed down to the clash. */
final class Explanation {
    /** More than these nobody reads. */
    private static final int REASONS = 4;

    private final Question question;
    private final DeadEnd at;

    private Explanation(Question question, DeadEnd at) {
        this.question = question;
        this.at = at;
    }

    /** @param question one without an answer, reduced to the roots that do not go together */
    static String of(Question question) throws Search.GivenUp {
        var deadEnd = Resolver.deadEnds(question).get(0);
        return new Explanation(question, deadEnd).sentence() + advice(question) + ".";
    }

    private String sentence() {
        var reasons = new ArrayList<>(reasons());
        var whoNeeds = whoNeeds(at.module(), at.chosen());
        if (reasons.isEmpty()) {
            return absent(whoNeeds);
        }
        whoNeeds.filter(needing -> !reasons.contains(claim(needing, at.module())))
                .ifPresent(needing -> reasons.add(0, claim(needing, at.module())));
        if (reasons.size() == 1) {
            return reasons.get(0) + only();
        }
        return reasons.get(0) + ", but "
                + reasons.stream().skip(1).limit(REASONS).collect(Collectors.joining(" and "));
    }

    private Set<String> reasons() {
        Set<String> reasons = new LinkedHashSet<>();
        for (var candidate : question.domain(at.module())) {
            Objection.to(candidate, question, at.chosen()).ifPresent(objection -> reasons.addAll(reasons(objection)));
        }
        return reasons;
    }

    private List<String> reasons(Objection objection) {
        if (objection instanceof OutOfRange out) {
            return List.of(claim(out.needing(), out.candidate().module()));
        }
        if (objection instanceof NeedsAnother needs) {
            var other = needs.chosen();
            var whoElse = at.chosen().stream()
                    .filter(one -> question.needs(one).containsKey(other.module()))
                    .filter(one -> apart(question.needs(one).get(other.module()), needs.range(), other.module()))
                    .findFirst();
            return List.of(
                    whoElse.map(one -> claim(one, other.module())).orElseGet(() -> presence(other)),
                    claim(needs.candidate(), other.module()));
        }
        if (objection instanceof Unfit unfit) {
            return List.of(unfit.candidate() + " " + unfit.candidate().unfit());
        }
        return objection instanceof Circle circle ? List.of(around(circle)) : List.of();
    }

    /** Whether no version is in both ranges. */
    private boolean apart(VersionRange one, VersionRange other, String module) {
        return question.domain(module).stream()
                .noneMatch(candidate -> one.contains(candidate.version()) && other.contains(candidate.version()));
    }

    private static String around(Circle circle) {
        var members = circle.members().stream().map(Candidate::toString).toList();
        return String.join(" needs ", members) + " needs "
                + circle.members().get(0).module() + ", each before it can come itself";
    }

    private String presence(Candidate candidate) {
        return question.changes(candidate) ? candidate + " is wanted" : candidate + " is installed";
    }

    /** The chain that leads to this need, from something that must be there. */
    private String claim(Candidate needing, String needed) {
        var own = needing
                + (question.changes(needing) ? "" : ", which is installed,")
                + " needs " + needed + " " + question.needs(needing).get(needed);
        if (question.roots().contains(needing.module())) {
            return own;
        }
        return whoNeeds(needing.module(), before(needing))
                .map(above -> claim(above, needing.module()) + ", " + own)
                .orElse(own);
    }

    private Collection<Candidate> before(Candidate candidate) {
        return at.chosen().stream().takeWhile(one -> one != candidate).toList();
    }

    private Optional<Candidate> whoNeeds(String module, Collection<Candidate> among) {
        return among.stream()
                .filter(candidate -> question.needs(candidate).containsKey(module))
                .findFirst();
    }

    private String absent(Optional<Candidate> whoNeeds) {
        var module = at.module();
        var why = question.leaving().contains(module)
                ? "which is to go"
                : question.wishes().containsKey(module)
                        ? "of which " + known() + ", none of them in the range "
                                + question.wishes().get(module)
                        : "which is neither installed nor on offer";
        return whoNeeds.map(needing -> claim(needing, module)).orElse("You want " + module) + ", " + why;
    }

    /** What there is, when a single range lets none of it in. */
    private String only() {
        return ", of which " + known();
    }

    private String known() {
        var versions = question.offered().getOrDefault(at.module(), List.of()).stream()
                .map(Candidate::version)
                .sorted()
                .map(String::valueOf)
                .toList();
        var offered =
                versions.isEmpty() ? "no other version is on offer" : String.join(", ", versions) + " are on offer";
        return Optional.ofNullable(question.installed().get(at.module()))
                .map(here -> here.version() + " is installed and " + offered)
                .orElse("only " + offered);
    }

    private static String advice(Question core) {
        var wanted = String.join(" or ", core.wishes().keySet());
        var kept = core.staying().stream()
                .filter(module -> !core.wishes().containsKey(module))
                .collect(Collectors.joining(" or "));
        var choose = wanted.isEmpty() ? "" : "choose another version of " + wanted;
        var leave = kept.isEmpty() ? "" : "update or uninstall " + kept + " first";
        return "; " + choose + (choose.isEmpty() || leave.isEmpty() ? "" : ", or ") + leave;
    }
}
