package com.a64platform.core.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.problem.ProblemException.FieldError;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
    @Test
    void cutsTheLastPage() {
        var page = Page.cut(List.of(1, 2, 3, 4, 5), PageRequest.of("3", "2"));

        assertThat(page).isEqualTo(new Page<>(List.of(5), 5, 3, 2, 3));
    }

    @Test
    void hasDefaults() {
        assertThat(PageRequest.of(null, "")).isEqualTo(new PageRequest(1, 20));
        assertThat(Page.cut(List.of(), PageRequest.of(null, null)).totalPages()).isZero();
    }

    @Test
    void namesEveryBadNumber() {
        assertThatThrownBy(() -> PageRequest.of("0", "many"))
                .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.errors())
                        .extracting(FieldError::pointer)
                        .containsExactly("/page", "/perPage"));
        assertThatThrownBy(() -> PageRequest.of("99999999999", "201")).isInstanceOf(ProblemException.class);
    }
}
