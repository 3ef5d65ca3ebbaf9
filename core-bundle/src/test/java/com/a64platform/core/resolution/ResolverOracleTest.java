package com.a64platform.core.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.resolution.Resolution.Chosen;
import com.a64platform.core.resolution.Resolution.Conflict;
import com.a64platform.core.versions.Version;
import com.a64platform.core.versions.VersionRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Small questions made by chance, answered by trying everything. A failure names the seed of its question.
 */
class ResolverOracleTest {
    private static final int QUESTIONS = 4000;
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");
    private static final List<String> VERSIONS = List.of("1.0.0", "1.1.0", "2.0.0");
    private static final List<String> RANGES = List.of("*", "^1.0.0", "^2.0.0", ">=1.1.0", "1.0.0", "<2.0.0");

    @Test
    void agreesWithTryingEverything() {
        int answered = 0;
        for (int seed = 0; seed < QUESTIONS; seed++) {
            var question = question(new Random(seed));
            var best = best(question);
            var resolution = Resolver.resolve(question);

            assertThat(resolution instanceof Chosen).as("seed " + seed).isEqualTo(best.isPresent());
            if (resolution instanceof Chosen chosen) {
                answered++;
                requireSound(question, chosen.order(), best.get(), seed);
            } else {
                requireSentence(question, (Conflict) resolution, seed);
            }
        }
        assertThat(answered).as("questions with an answer").isBetween(QUESTIONS / 10, QUESTIONS * 9 / 10);
    }

    @Test
    void answersTheSameQuestionTheSameWay() {
        for (int seed = 0; seed < QUESTIONS / 10; seed++) {
            assertThat(Resolver.resolve(question(new Random(seed))))
                    .isEqualTo(Resolver.resolve(question(new Random(seed))));
        }
    }

    /** What nobody asked for and nobody needs changes no plan; nor does another look at what has been carried out. */
    @Test
    void aSmallChangeLeavesThePlanAsItIs() {
        for (int seed = 0; seed < QUESTIONS / 4; seed++) {
            var question = question(new Random(seed));
            if (Resolver.resolve(question) instanceof Chosen chosen) {
                Map<String, List<Candidate>> offered = new TreeMap<>(question.offered());
                offered.put("stranger", List.of(Modules.module("stranger 1.0.0", "a *")));
                assertThat(Resolver.resolve(again(question, question.installed(), offered)))
                        .as("seed " + seed)
                        .isEqualTo(chosen);

                Map<String, Candidate> after = new TreeMap<>(question.installed());
                after.keySet().removeAll(question.leaving());
                chosen.order().forEach(candidate -> after.put(candidate.module(), candidate));
                assertThat(Resolver.resolve(again(question, after, question.offered())))
                        .as("seed " + seed)
                        .isEqualTo(new Chosen(List.of()));
            }
        }
    }

    private static Question again(
            Question question, Map<String, Candidate> installed, Map<String, List<Candidate>> offered) {
        return Question.of(question.wishes(), installed, question.leaving(), offered);
    }

    private static void requireSound(Question question, List<Candidate> order, long fewestDrags, int seed) {
        Map<String, Candidate> end = new HashMap<>(question.installed());
        question.leaving().forEach(end::remove);
        order.forEach(candidate -> end.put(candidate.module(), candidate));
        assertThat(holds(question, end)).as("seed " + seed).isTrue();
        assertThat(order.stream().filter(question::drags).count())
                .as("seed " + seed)
                .isEqualTo(fewestDrags);
        assertThat(order).as("seed " + seed).allSatisfy(candidate -> assertThat(question.changes(candidate))
                .isTrue());
        requireOrder(question, order, seed);
        requireNewest(question, order, end, seed);
    }

    /** Whoever comes finds what he needs. */
    private static void requireOrder(Question question, List<Candidate> order, int seed) {
        Map<String, Candidate> there = new HashMap<>(question.installed());
        question.leaving().forEach(there::remove);
        for (var candidate : order) {
            assertThat(candidate.needs()).as("seed " + seed).allSatisfy((module, range) -> assertThat(
                            in(range, there.get(module)))
                    .isTrue());
            there.put(candidate.module(), candidate);
        }
    }

    /** Nothing that comes could be newer with all else as it is. */
    private static void requireNewest(Question question, List<Candidate> order, Map<String, Candidate> end, int seed) {
        for (var candidate : order) {
            for (var other : question.domain(candidate.module())) {
                if (other.version().compareTo(candidate.version()) > 0) {
                    Map<String, Candidate> newer = new HashMap<>(end);
                    newer.put(other.module(), other);
                    assertThat(holds(question, newer))
                            .as("seed " + seed + ": " + other)
                            .isFalse();
                }
            }
        }
    }

    private static void requireSentence(Question question, Conflict conflict, int seed) {
        assertThat(conflict.sentence())
                .as("seed " + seed)
                .endsWith(".")
                .doesNotContain("  ")
                .contains(";");
        assertThat(question.roots())
                .as("seed " + seed + ": " + conflict.sentence())
                .anySatisfy(root -> assertThat(conflict.sentence()).containsPattern("\\b" + root + "\\b"));
    }

    /** The fewest changes of what nobody asked to change; empty when nothing goes together. */
    private static Optional<Long> best(Question question) {
        List<Map<String, Candidate>> ends = new ArrayList<>();
        everything(question, new ArrayList<>(NAMES), new HashMap<>(), ends);
        return ends.stream()
                .filter(end -> holds(question, end))
                .map(end -> end.values().stream().filter(question::drags).count())
                .min(Long::compare);
    }

    private static void everything(
            Question question, List<String> left, Map<String, Candidate> end, List<Map<String, Candidate>> ends) {
        if (left.isEmpty()) {
            ends.add(Map.copyOf(end));
            return;
        }
        var rest = left.subList(1, left.size());
        everything(question, rest, end, ends);
        List<Candidate> versions = new ArrayList<>(question.offered().getOrDefault(left.get(0), List.of()));
        Optional.ofNullable(question.installed().get(left.get(0))).ifPresent(versions::add);
        for (var version : versions) {
            end.put(left.get(0), version);
            everything(question, rest, end, ends);
            end.remove(left.get(0));
        }
    }

    /** Written without the resolver's own rules. */
    private static boolean holds(Question question, Map<String, Candidate> end) {
        var installed = question.installed();
        boolean rootsThere = question.wishes().entrySet().stream()
                        .allMatch(wish -> end.containsKey(wish.getKey())
                                && wish.getValue()
                                        .contains(end.get(wish.getKey()).version()))
                && installed.keySet().stream()
                        .allMatch(module -> question.leaving().contains(module) != end.containsKey(module))
                && question.leaving().stream().noneMatch(end::containsKey);
        boolean noneOlder = installed.keySet().stream()
                .filter(end::containsKey)
                .allMatch(module -> end.get(module)
                                .version()
                                .compareTo(installed.get(module).version())
                        >= 0);
        return rootsThere
                && noneOlder
                && end.values().stream().allMatch(one -> met(one, installed, end))
                && canCome(installed, end);
    }

    private static boolean met(Candidate one, Map<String, Candidate> installed, Map<String, Candidate> end) {
        boolean stays = installed.containsKey(one.module())
                && installed.get(one.module()).version().equals(one.version());
        return one.needs().entrySet().stream()
                .allMatch(need -> in(need.getValue(), end.get(need.getKey()))
                        || stays && !in(need.getValue(), installed.get(need.getKey())));
    }

    private static boolean in(VersionRange range, Candidate candidate) {
        return candidate != null && range.contains(candidate.version());
    }

    /** Whether there is an order: again and again whoever finds what he needs comes. */
    private static boolean canCome(Map<String, Candidate> installed, Map<String, Candidate> end) {
        Map<String, Candidate> there = new HashMap<>(installed);
        Set<String> waiting = new HashSet<>(end.keySet());
        waiting.removeIf(module -> installed.containsKey(module)
                && installed.get(module).version().equals(end.get(module).version()));
        boolean moved = true;
        while (moved) {
            moved = waiting.removeIf(module -> {
                var one = end.get(module);
                boolean ready = one.needs().entrySet().stream()
                        .allMatch(need ->
                                in(need.getValue(), installed.get(need.getKey())) || !waiting.contains(need.getKey()));
                if (ready) {
                    there.put(module, one);
                }
                return ready;
            });
        }
        return waiting.isEmpty();
    }

    private static Question question(Random random) {
        Map<String, VersionRange> wishes = new TreeMap<>();
        Map<String, Candidate> installed = new TreeMap<>();
        Map<String, List<Candidate>> offered = new TreeMap<>();
        Set<String> leaving = new HashSet<>();
        for (var name : NAMES) {
            if (random.nextInt(3) == 0) {
                installed.put(name, candidate(name, VERSIONS.get(random.nextInt(2)), random));
            }
            if (random.nextInt(3) == 0) {
                wishes.put(name, VersionRange.parse(RANGES.get(random.nextInt(RANGES.size()))));
            } else if (random.nextInt(10) == 0) {
                leaving.add(name);
            }
            List<Candidate> versions = new ArrayList<>();
            for (var version : VERSIONS) {
                if (random.nextInt(3) > 0) {
                    versions.add(same(installed.get(name), version).orElseGet(() -> candidate(name, version, random)));
                }
            }
            offered.put(name, versions);
        }
        return Question.of(wishes, installed, leaving, offered);
    }

    private static Optional<Candidate> same(Candidate installed, String version) {
        return Optional.ofNullable(installed).filter(here -> here.version().equals(Version.parse(version)));
    }

    private static Candidate candidate(String name, String version, Random random) {
        Map<String, VersionRange> needs = new TreeMap<>();
        for (var other : NAMES) {
            if (!other.equals(name) && random.nextInt(5) == 0) {
                needs.put(other, VersionRange.parse(RANGES.get(random.nextInt(RANGES.size()))));
            }
        }
        return new Candidate(name, Version.parse(version), needs, "");
    }
}
