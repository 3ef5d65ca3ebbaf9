package com.a64platform.core.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.routes.Reply;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.junit.jupiter.api.Test;

class OwnRequestTest {
    private final ApplicationHandler application = new ApplicationHandler(new ResourceConfig()
            .property(ServerProperties.WADL_FEATURE_DISABLE, true)
            .register(new Health()));

    @Path("health")
    @Produces("text/plain")
    public static final class Health {
        @GET
        public String well() {
            return "well";
        }

        @GET
        @Path("ill")
        public Response ill() {
            return Response.status(503).entity("The pump is broken.").build();
        }

        @GET
        @Path("endless")
        public StreamingOutput endless() {
            return output -> {
                while (true) {
                    output.write("more and more".getBytes());
                }
            };
        }
    }

    @Test
    void asksTheApplicationItself() throws IOException {
        assertThat(ask("/health")).isEqualTo(new Reply(200, "well"));
        assertThat(ask("/health/ill")).isEqualTo(new Reply(503, "The pump is broken."));
        assertThat(ask("/nothing").status()).isEqualTo(404);
    }

    @Test
    void stopsAnAnswerThatIsTooLarge() {
        assertThatThrownBy(() -> ask("/health/endless"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("larger than 1024 bytes");
    }

    private Reply ask(String path) throws IOException {
        return OwnRequest.get(application, "/api/v1/farm", path, 1024);
    }
}
