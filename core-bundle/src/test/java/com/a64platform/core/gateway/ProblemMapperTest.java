package com.a64platform.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.api.ModuleProblem;
import com.a64platform.api.ModuleProblem.FieldError;
import com.a64platform.api.data.StoreUnavailableException;
import com.a64platform.core.gateway.Problems.Body;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.InternalServerErrorException;
import jakarta.ws.rs.RedirectionException;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemMapperTest {
    private final ProblemMapper mapper = new ProblemMapper();

    @Test
    void tellsWhatAModuleRefuses() {
        Body body = body(ModuleProblem.invalid(List.of(new FieldError("/name", "Give a name."))));

        assertThat(body.status()).isEqualTo(422);
        assertThat(body.type()).isEqualTo("urn:a64:problem:validation-failed");
        assertThat(body.errors()).containsExactly(new ProblemException.FieldError("/name", "Give a name."));
        assertThat(body(new ModuleProblem(409, "farm-has-blocks", "Delete them first."))
                        .title())
                .isEqualTo("farm has blocks");
    }

    @Test
    void findsARefusalInsideAnotherException() {
        assertThat(body(new IllegalStateException(new ModuleProblem(409, "busy", "Wait.")))
                        .type())
                .isEqualTo("urn:a64:problem:busy");
        assertThat(body(new IllegalStateException(new ProblemException(ErrorCode.CONFLICT, "Wait.")))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void keepsTheStatusOfAStandardException() {
        assertThat(body(new ForbiddenException()).type()).isEqualTo("urn:a64:problem:permission-denied");
        assertThat(body(new ClientErrorException("secret", 410)).status()).isEqualTo(410);
        assertThat(body(new ClientErrorException("secret", 410)).detail()).isEqualTo("Gone.");
        assertThat(body(new ServiceUnavailableException()).status()).isEqualTo(503);
        assertThat(mapper.toResponse(new RedirectionException(303, URI.create("/there")))
                        .getLocation())
                .isEqualTo(URI.create("/there"));
    }

    @Test
    void saysThatTheStoreIsAway() {
        Body body = body(new StoreUnavailableException("mongodb://secret", new RuntimeException()));

        assertThat(body.status()).isEqualTo(503);
        assertThat(body.type()).isEqualTo("urn:a64:problem:store-unavailable");
        assertThat(body.detail()).doesNotContain("secret");
    }

    @Test
    void keepsWhatBrokeToItself() {
        for (RuntimeException broken :
                List.of(new IllegalStateException("secret"), new InternalServerErrorException("secret"))) {
            Body body = body(broken);
            assertThat(body.status()).isEqualTo(500);
            assertThat(body.detail()).doesNotContain("secret");
            assertThat(body.errorId()).isNotEmpty();
        }
    }

    private Body body(RuntimeException failure) {
        Response response = mapper.toResponse(failure);
        Body body = (Body) response.getEntity();
        assertThat(response.getStatus()).isEqualTo(body.status());
        assertThat(response.getMediaType()).hasToString("application/problem+json");
        return body;
    }
}
