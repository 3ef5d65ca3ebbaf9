package com.a64platform.core.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SystemFactsTest {
    private static final SystemFacts BEFORE =
            new SystemFacts(List.of("core 1"), List.of("service 7"), List.of("farm"), List.of("/api/v1/farm"));

    @Test
    void seesNoDifferenceWhenOnlyModulesAndRoutesChange() {
        assertThat(new SystemFacts(List.of("core 1"), List.of("service 7"), List.of(), List.of())
                        .coreDifference(BEFORE))
                .isEmpty();
    }

    @Test
    void namesABundleThatWasTouched() {
        assertThat(new SystemFacts(List.of("core 2"), List.of("service 7"), List.of(), List.of())
                        .coreDifference(BEFORE))
                .isEqualTo("core 2");
    }

    @Test
    void namesAServiceThatIsGone() {
        assertThat(new SystemFacts(List.of("core 1"), List.of(), List.of(), List.of()).coreDifference(BEFORE))
                .isEqualTo("service 7");
    }
}
