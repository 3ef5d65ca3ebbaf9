package com.a64platform.core.observing;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.api.HealthProbe.Health;
import com.a64platform.core.routes.Reply;
import com.a64platform.core.routes.RequestHandler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HealthQuestionTest {
    private String asked = "";

    @Test
    void asksThePathOfTheDescriptor() {
        assertThat(ask(new Reply(204, ""))).isEqualTo(Health.up());
        assertThat(asked).isEqualTo("/health");

        assertThat(ask(new Reply(503, "The pump is broken.")).detail())
                .isEqualTo("GET /health of it answers 503: The pump is broken.");
        assertThat(ask(new Reply(302, "")).healthy()).isFalse();
    }

    @Test
    void saysWhatIsMissingWhenThePathWantsACaller() {
        assertThat(ask(new Reply(401, "{}")).detail()).contains("@PermitAll");
    }

    @Test
    void keepsAReasonShort() {
        assertThat(ask(new Reply(500, "x".repeat(10_000))).detail()).hasSizeLessThan(500);
        var wordy = new Probed("farm", 1, Optional.of(() -> Health.down("x".repeat(1_000_000))), List.of());
        assertThat(HealthQuestion.ask(wordy, Optional.empty()).detail()).hasSizeLessThan(500);
    }

    @Test
    void takesNoAnswerForABadOne() {
        var silent = new Probed("farm", 1, Optional.of(() -> null), List.of());

        assertThat(HealthQuestion.ask(silent, Optional.empty()))
                .isEqualTo(Health.down("Its health probe answers nothing."));
    }

    @Test
    void saysWhyAnAnswerCannotBeRead() {
        RequestHandler tooLarge = new Answering() {
            @Override
            public Reply ask(String path, int most) throws IOException {
                throw new IOException("it is larger than " + most + " bytes");
            }
        };

        assertThat(HealthQuestion.ask(withPath(), Optional.of(tooLarge)).detail())
                .isEqualTo("GET /health of it cannot be read: it is larger than 16384 bytes.");
    }

    @Test
    void asksNoFurtherWhenTheProbeSaysNo() {
        var revision = new Probed(
                "farm",
                "00",
                1,
                Optional.of(() -> Health.down("The pump is broken.")),
                List.of(),
                Optional.of("/health"));

        assertThat(HealthQuestion.ask(revision, Optional.of(answering(new Reply(200, ""))))
                        .detail())
                .isEqualTo("The pump is broken.");
        assertThat(asked).isEmpty();
    }

    private Health ask(Reply reply) {
        return HealthQuestion.ask(withPath(), Optional.of(answering(reply)));
    }

    private static Probed withPath() {
        return new Probed("farm", "00", 1, Optional.empty(), List.of(), Optional.of("/health"));
    }

    private RequestHandler answering(Reply reply) {
        return new Answering() {
            @Override
            public Reply ask(String path, int most) {
                asked = path;
                return reply;
            }
        };
    }

    private abstract static class Answering implements RequestHandler {
        @Override
        public void handle(HttpServletRequest request, HttpServletResponse response) {
            throw new UnsupportedOperationException("the platform does not ask this way");
        }

        @Override
        public Set<String> prepare() {
            return Set.of();
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
