package com.a64platform.core.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AnswerTest {
    @Test
    void saysWhichAnswerWasNotTheExpectedOne() throws IOException {
        var answer = problem(404, "module-disabled");

        assertThat(answer.expectProblem(404, "module-disabled")).isEqualTo(answer);
        assertThatThrownBy(() -> answer.expectProblem(404, "module-not-installed"))
                .isInstanceOf(NotHeld.class)
                .hasMessage("GET /x answered 404 module-disabled (Enable it.) instead of 404 module-not-installed.");
        assertThatThrownBy(() -> answer.expect(200)).isInstanceOf(NotHeld.class);
    }

    @Test
    void keepsATokenOutOfWhatIsShown() throws IOException {
        var answer = new Answer("POST /login", 200, new ObjectMapper().readTree("{\"accessToken\":\"s3cret\"}"));

        assertThat(answer).hasToString("200");
    }

    private static Answer problem(int status, String type) throws IOException {
        var body = "{\"type\":\"urn:a64:problem:" + type + "\",\"detail\":\"Enable it.\"}";
        return new Answer("GET /x", status, new ObjectMapper().readTree(body));
    }
}
