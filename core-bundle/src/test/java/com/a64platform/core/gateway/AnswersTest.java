package com.a64platform.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ChunkedOutput;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private final ApplicationHandler application = new ApplicationHandler(new ResourceConfig()
            .property(ServerProperties.WADL_FEATURE_DISABLE, true)
            .property(CommonProperties.OUTBOUND_CONTENT_LENGTH_BUFFER, 0)
            .register(new JacksonJsonProvider(Json.mapper(AnswersTest.class.getClassLoader())))
            .register(new Answers.InOnePiece(), 0)
            .register(new Texts()));

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @Path("texts")
    @Produces("application/json")
    public static final class Texts {
        @GET
        @Path("short")
        public List<String> brief() {
            return List.of("a");
        }

        @GET
        @Path("long")
        public List<String> lengthy() {
            return List.of("x".repeat(100_000));
        }

        @GET
        @Path("chunks")
        @Produces("text/plain")
        public ChunkedOutput<String> chunks() throws IOException {
            var chunks = new ChunkedOutput<String>(String.class);
            chunks.write("1");
            chunks.write("2");
            chunks.close();
            return chunks;
        }

        @GET
        @Path("flushed")
        public StreamingOutput flushed() {
            return output -> {
                output.write('1');
                output.flush();
                output.write('2');
            };
        }
    }

    @Test
    void leavesAloneWhatComesInChunks() throws Exception {
        assertThat(lengthOf("chunks")).isNull();
        assertThat(body).hasToString("12");
    }

    @Test
    void saysHowLongAShortAnswerIs() throws Exception {
        assertThat(lengthOf("short")).isEqualTo("5");
        assertThat(body).hasToString("[\"a\"]");
    }

    @Test
    void letsALongOneFlow() throws Exception {
        assertThat(lengthOf("long")).isNull();
        assertThat(body.size()).isEqualTo(100_004);
    }

    @Test
    void holdsNothingBackThatIsFlushed() throws Exception {
        assertThat(lengthOf("flushed")).isNull();
        assertThat(body).hasToString("12");
    }

    private String lengthOf(String path) throws Exception {
        var base = URI.create("http://localhost/");
        var request = new ContainerRequest(
                base, base.resolve("texts/" + path), "GET", null, new MapPropertiesDelegate(), null);
        return application.apply(request, body).get().getHeaderString(HttpHeaders.CONTENT_LENGTH);
    }
}
