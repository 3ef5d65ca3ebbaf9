package com.a64platform.core.reconciling;

import static com.a64platform.core.reconciling.Action.ABANDON;
import static com.a64platform.core.reconciling.Action.FETCH;
import static com.a64platform.core.reconciling.Action.MISS;
import static com.a64platform.core.reconciling.Action.NOTE;
import static com.a64platform.core.reconciling.Action.PLACE;
import static com.a64platform.core.reconciling.Action.REMOVE;
import static com.a64platform.core.reconciling.Action.RETIRE;
import static com.a64platform.core.reconciling.Action.SERVE;
import static com.a64platform.core.reconciling.Action.STOP;
import static com.a64platform.core.reconciling.Action.TELL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is to be done on a node, from what is wanted and what is there. */
class NodePlanTest {
    private static final int STATES = 20_000;
    private static final List<String> DIGESTS = List.of("old", "new");

    private record Row(String what, Optional<Wish> wish, Node there, List<Action> due) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                new Row("nothing at all", none(), node(), List.of()),
                new Row("another node has installed it", serve("new"), node(), List.of(FETCH, SERVE, NOTE, PLACE)),
                new Row("an operation has it ready", serve("new"), node().copy("new"), List.of(SERVE, NOTE, PLACE)),
                new Row(
                        "a person has dropped it",
                        serve("new"),
                        node().copy("new").file("new"),
                        List.of(SERVE, NOTE)),
                new Row("it is as wanted", serve("new"), at("new"), List.of()),
                new Row("a start after a stop", serve("new"), stopped("new"), List.of(SERVE)),
                new Row("a start after a crash", serve("new"), stopped("new").without("new"), List.of(SERVE, PLACE)),
                new Row("a person took the file away", serve("new"), at("new").without("new"), List.of()),
                new Row(
                        "another node has updated it",
                        serve("new"),
                        at("old"),
                        List.of(FETCH, SERVE, RETIRE, NOTE, PLACE)),
                new Row("another node has disabled it", rest("new"), at("new"), List.of(STOP)),
                new Row(
                        "it is disabled and others use it",
                        rest("new"),
                        at("new").held(),
                        List.of()),
                new Row("a start of what is disabled", rest("new"), stopped("new"), List.of(TELL)),
                new Row(
                        "its file was taken away and it was disabled",
                        rest("new"),
                        at("new").without("new"),
                        List.of(STOP, MISS)),
                new Row(
                        "somebody has put its file back",
                        rest("new"),
                        stopped("new").told().gone(),
                        List.of()),
                new Row(
                        "somebody has put its file back and it was enabled",
                        serve("new"),
                        stopped("new").told().gone(),
                        List.of(SERVE, NOTE)),
                new Row(
                        "its file was taken away and somebody has put a newer one there",
                        rest("new"),
                        stopped("old").without("old").told().gone().copy("new").file("new"),
                        List.of(RETIRE, MISS)),
                new Row(
                        "its file was taken away and it was updated",
                        rest("new"),
                        stopped("old").without("old").told(),
                        List.of(RETIRE, MISS)),
                new Row(
                        "what is disabled was updated",
                        rest("new"),
                        stopped("old").told(),
                        List.of(RETIRE, MISS)),
                new Row("another node has uninstalled it", none(), at("new"), List.of(STOP, REMOVE)),
                new Row("it was uninstalled while this node was away", none(), stopped("new"), List.of(REMOVE)),
                new Row("somebody left one ready", serve("old"), at("old").candidate(), List.of(ABANDON)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void saysWhatIsDue(Row row) {
        assertThat(NodePlan.of(row.wish(), row.there().look(row.wish()))).containsExactlyElementsOf(row.due());
    }

    @Test
    void leavesNothingToDoWhateverWasThere() {
        var random = new Random(64);
        for (int i = 0; i < STATES; i++) {
            var wish = wish(random);
            var there = random(random);
            var before = there.toString();
            boolean taken = wish.filter(Wish::serve).isPresent()
                    && there.settled.equals(wish.map(Wish::sha256))
                    && !there.files.contains(wish.get().sha256());

            there.make(wish);

            assertThat(NodePlan.of(wish, there.look(wish)))
                    .as("%s, %s", wish, before)
                    .isEmpty();
            wish.filter(Wish::serve).ifPresent(one -> {
                assertThat(there.serving).as(before).contains(one.sha256());
                assertThat(there.files.contains(one.sha256())).as(before).isEqualTo(!taken);
            });
            if (wish.isEmpty()) {
                assertThat(there.serving).as(before).isEmpty();
                assertThat(there.noted).as(before).isEmpty();
            }
        }
    }

    /** A node in a few variables, on which each action does what it says. */
    private static final class Node {
        private Optional<String> serving = Optional.empty();
        private boolean held;
        private boolean candidate;
        private boolean told;
        private final Set<String> copies = new HashSet<>();
        private final Set<String> files = new HashSet<>();
        private Optional<String> noted = Optional.empty();
        private boolean gone;
        private Optional<String> settled = Optional.empty();

        Found look(Optional<Wish> wish) {
            var sha256 = wish.map(Wish::sha256).orElse("");
            return new Found(
                    serving,
                    held && wish.isPresent(),
                    candidate,
                    copies.contains(sha256),
                    told,
                    files.contains(sha256),
                    noted,
                    gone,
                    settled.filter(sha256::equals).isPresent());
        }

        void make(Optional<Wish> wish) {
            for (var action : NodePlan.of(wish, look(wish))) {
                act(action, wish);
            }
            settled = wish.filter(Wish::serve).map(Wish::sha256);
        }

        private void act(Action action, Optional<Wish> wish) {
            switch (action) {
                case ABANDON -> candidate = false;
                case FETCH -> copies.add(wish.orElseThrow().sha256());
                case SERVE -> {
                    assertThat(copies).contains(wish.orElseThrow().sha256());
                    serving = wish.map(Wish::sha256);
                }
                case STOP -> {
                    serving = Optional.empty();
                    told = true;
                }
                case TELL -> told = true;
                case RETIRE -> files.remove(noted.orElseThrow());
                case REMOVE -> {
                    files.remove(noted.orElseThrow());
                    note(Optional.empty(), false);
                }
                case NOTE -> note(wish.map(Wish::sha256), false);
                case MISS -> note(wish.map(Wish::sha256), true);
                case PLACE -> {
                    assertThat(copies).contains(wish.orElseThrow().sha256());
                    files.add(wish.orElseThrow().sha256());
                }
            }
        }

        private void note(Optional<String> sha256, boolean taken) {
            noted = sha256;
            gone = taken;
        }

        Node gone() {
            gone = true;
            return this;
        }

        Node copy(String sha256) {
            copies.add(sha256);
            return this;
        }

        Node file(String sha256) {
            files.add(sha256);
            return this;
        }

        Node without(String sha256) {
            files.remove(sha256);
            return this;
        }

        Node held() {
            held = true;
            return this;
        }

        Node told() {
            told = true;
            return this;
        }

        Node candidate() {
            candidate = true;
            return this;
        }

        @Override
        public String toString() {
            return "serving " + serving + ", held " + held + ", candidate " + candidate + ", told " + told + ", copies "
                    + copies + ", files " + files + ", noted " + noted + ", gone " + gone + ", settled " + settled;
        }
    }

    private static Node node() {
        return new Node();
    }

    /** One that serves an artifact and has its file. */
    private static Node at(String sha256) {
        var node = stopped(sha256);
        node.serving = Optional.of(sha256);
        node.settled = Optional.of(sha256);
        return node;
    }

    private static Node stopped(String sha256) {
        var node = new Node().copy(sha256).file(sha256);
        node.noted = Optional.of(sha256);
        return node;
    }

    private static Node random(Random random) {
        var node = new Node();
        node.serving = digest(random);
        node.held = random.nextBoolean();
        node.candidate = random.nextBoolean();
        node.told = random.nextBoolean();
        DIGESTS.stream().filter(one -> random.nextBoolean()).forEach(node.copies::add);
        DIGESTS.stream().filter(one -> random.nextBoolean()).forEach(node.files::add);
        node.noted = digest(random);
        node.gone = node.noted.isPresent() && random.nextBoolean();
        node.settled = digest(random);
        return node;
    }

    private static Optional<String> digest(Random random) {
        return Optional.of(random.nextInt(3)).filter(one -> one < 2).map(DIGESTS::get);
    }

    private static Optional<Wish> wish(Random random) {
        return digest(random).flatMap(sha256 -> random.nextBoolean() ? serve(sha256) : rest(sha256));
    }

    private static Optional<Wish> none() {
        return Optional.empty();
    }

    private static Optional<Wish> serve(String sha256) {
        return Optional.of(new Wish("farm", "1.0.0", sha256, "publisher", true));
    }

    private static Optional<Wish> rest(String sha256) {
        return Optional.of(new Wish("farm", "1.0.0", sha256, "publisher", false));
    }
}
