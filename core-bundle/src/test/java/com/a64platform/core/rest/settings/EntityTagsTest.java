package com.a64platform.core.rest.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntityTagsTest {
    @Test
    void readsTagsOfAllHeaders() {
        assertThat(EntityTags.expected(List.of("\"1-ab\" , \"2-cd\"", "W/\"3\"")))
                .containsExactlyInAnyOrder("1-ab", "2-cd", "W/\"3\"");
    }

    @Test
    void noHeaderAndAStarMeanAny() {
        assertThat(EntityTags.expected(List.of())).isEmpty();
        assertThat(EntityTags.expected(List.of("*"))).isEmpty();
    }

    @Test
    void refusesWhatIsNoTag() {
        for (var header : List.of("1-ab", "\"1", "", "*, \"1\"")) {
            assertThatThrownBy(() -> EntityTags.expected(List.of(header)))
                    .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                            .isEqualTo(ErrorCode.MALFORMED_REQUEST));
        }
    }
}
