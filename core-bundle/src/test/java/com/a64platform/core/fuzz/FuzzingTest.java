package com.a64platform.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FuzzingTest {
    private static final Mutations DOCUMENTS = Mutations.of("{\"name\": \"farm\", \"version\": 1}", "{\"a\": [1, 2]}");

    @Test
    void failsWithTheSeedWhenAReaderThrowsSomethingElse() {
        assertThatThrownBy(() -> Fuzzing.of("breaking", IllegalArgumentException.class)
                        .run(1000, DOCUMENTS, input -> {
                            refuseOdd(input);
                            if (input.length % 3 == 0) {
                                throw new NullPointerException("odd");
                            }
                        }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("breaking throws java.lang.NullPointerException: odd; again with -Dfuzz.seed=");
    }

    @Test
    void failsWhenAReaderTakesTooMuchMemory() {
        List<byte[]> kept = new ArrayList<>();
        assertThatThrownBy(() -> Fuzzing.of("greedy", IllegalArgumentException.class)
                        .within(100_000)
                        .run(10, DOCUMENTS, input -> kept.add(new byte[200_000])))
                .hasMessageContaining("bytes of memory");
    }

    @Test
    void failsWhenNothingIsEverRefused() {
        assertThatThrownBy(() ->
                        Fuzzing.of("trusting", IllegalArgumentException.class).run(10, DOCUMENTS, input -> {}))
                .hasMessageContaining("both must occur");
    }

    @Test
    void makesTheSameInputsFromTheSameSeed() {
        for (Fuzzing.Inputs inputs : List.of(DOCUMENTS, JsonGrammar.of("a", "b"))) {
            for (int seed = 0; seed < 200; seed++) {
                assertThat(inputs.next(new Random(seed))).isEqualTo(inputs.next(new Random(seed)));
            }
        }
    }

    @Test
    void makesManyInputsAndLeavesSomeWhole() {
        List<String> made = new Random(1)
                .longs(2000)
                .mapToObj(Random::new)
                .map(DOCUMENTS::next)
                .map(Arrays::toString)
                .toList();

        assertThat(made.stream().distinct().count()).isGreaterThan(1000);
        assertThat(made).contains(Arrays.toString("{\"a\": [1, 2]}".getBytes()));
    }

    private static void refuseOdd(byte[] input) {
        if (input.length % 2 == 1) {
            throw new IllegalArgumentException("odd");
        }
    }
}
