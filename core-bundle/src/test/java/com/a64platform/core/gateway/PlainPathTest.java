package com.a64platform.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("attack")
class PlainPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1//users",
                "/api/v1/users/..;/admin",
                "/api/v1/users/../admin",
                "/api/v1/./users",
                "/api/v1/users/..",
                "/api/v1/farm%2Fusers",
                "/api/v1/farm%2fusers",
                "/api/v1/%2e%2e/users",
                "/api/v1/farm%5Cusers",
                "/api/v1/farm\\users",
                "/api/v1/users;jsessionid=1",
                "/api/v1/users%00",
                "/api/v1/users%252f",
                "/api/v1/users%0aforged",
                "/api/v1/users%7F",
            })
    void refusesPathsWithTwoReadings(String path) {
        assertThatThrownBy(() -> PlainPath.require(path))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.INVALID_PATH));
    }

    @Test
    void letsPlainPathsPass() {
        assertThat(PlainPath.require("/api/v1/farm-manager/farms/a%20b")).endsWith("a%20b");
    }
}
