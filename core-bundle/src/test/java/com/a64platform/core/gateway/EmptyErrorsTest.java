package com.a64platform.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.junit.jupiter.api.Test;

class EmptyErrorsTest {
    private final ApplicationHandler application = new ApplicationHandler(new ResourceConfig()
            .property(ServerProperties.WADL_FEATURE_DISABLE, true)
            .register(new JacksonJsonProvider(Json.mapper(EmptyErrorsTest.class.getClassLoader())))
            .register(new EmptyErrors())
            .register(new Answers()));

    @Path("answers")
    public static final class Answers {
        @GET
        @Path("{status}")
        public Response bare(@PathParam("status") int status) {
            return Response.status(status).build();
        }

        @GET
        @Path("own")
        public Response own() {
            return Response.status(418).type("text/plain").entity("teapot").build();
        }
    }

    @Test
    void givesABareErrorABody() throws Exception {
        var answer = ask("GET", "409");

        assertThat(answer.getStatus()).isEqualTo(409);
        assertThat(answer.getMediaType()).hasToString(Problems.MEDIA_TYPE);
        assertThat(answer.getEntity()).isInstanceOfSatisfying(Problems.Body.class, body -> {
            assertThat(body.status()).isEqualTo(409);
            assertThat(body.type()).isEqualTo("urn:a64:problem:conflict");
            assertThat(body.errorId()).isNotBlank();
        });
        assertThat(ask("GET", "418").getEntity()).isInstanceOf(Problems.Body.class);
    }

    @Test
    void leavesAloneWhatHasABodyOrIsNoError() throws Exception {
        assertThat(ask("GET", "own").getEntity()).isEqualTo("teapot");
        assertThat(ask("GET", "204").hasEntity()).isFalse();
        assertThat(ask("HEAD", "404").hasEntity()).isFalse();
    }

    @Test
    void answersAHeaderThatCannotBeRead() throws Exception {
        var request = request("GET", "204");
        request.header("Accept", ";;");

        assertThat(application.apply(request).get().getEntity()).isInstanceOf(Problems.Body.class);
    }

    private ContainerResponse ask(String method, String path) throws Exception {
        return application.apply(request(method, path)).get();
    }

    private static ContainerRequest request(String method, String path) {
        var base = URI.create("http://localhost/");
        return new ContainerRequest(
                base, base.resolve("answers/" + path), method, null, new MapPropertiesDelegate(), null);
    }
}
