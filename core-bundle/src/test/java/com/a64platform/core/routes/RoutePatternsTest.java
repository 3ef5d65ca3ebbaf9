package com.a64platform.core.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoutePatternsTest {
    @Test
    void writesADeclaredRouteAndTheResourceThatServesItAlike() {
        var declared = RoutePatterns.normal("get", "/farms/{farmId}/");
        var attached = RoutePatterns.normal("GET", "farms//{id:[a-z]+}");

        assertThat(declared).isEqualTo("GET /farms/{}").isEqualTo(attached);
    }

    @Test
    void keepsTheRootAndTellsMethodsApart() {
        assertThat(RoutePatterns.normal("GET", "")).isEqualTo("GET /").isNotEqualTo(RoutePatterns.normal("POST", ""));
    }
}
