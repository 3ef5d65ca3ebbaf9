package com.a64platform.farm;

import com.a64platform.api.CurrentUser;
import com.a64platform.api.ModuleProblem;
import com.a64platform.api.data.ModuleDatabase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

/** The module's resources in a Jersey application of their own, as the platform mounts them, without a network. */
final class Api {
    private static final URI BASE = URI.create("http://platform.example/api/v1/farm-manager/");
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final ApplicationHandler application;

    Api(ModuleDatabase database, Clock clock, Set<String> permissions) {
        ResourceConfig config = new ResourceConfig()
                .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                .register(new FarmResource(clock))
                .register(new BlockResource(clock))
                .register(new VersionResource(new ModuleVersion()))
                .register(new JacksonJsonProvider(JSON))
                .register(new Problems())
                .register(new AbstractBinder() {
                    @Override
                    protected void configure() {
                        bind(database).to(ModuleDatabase.class);
                        bind(new TestUser(permissions)).to(CurrentUser.class);
                    }
                });
        application = new ApplicationHandler(config);
    }

    Answer get(String path) {
        return call("GET", path, "", Map.of());
    }

    Answer post(String path, String body) {
        return call("POST", path, body, Map.of("Content-Type", "application/json"));
    }

    Answer patch(String path, String body) {
        return call("PATCH", path, body, Map.of("Content-Type", "application/merge-patch+json"));
    }

    Answer patch(String path, String body, String ifMatch) {
        return call("PATCH", path, body, Map.of("Content-Type", "application/json", "If-Match", ifMatch));
    }

    Answer delete(String path) {
        return call("DELETE", path, "", Map.of());
    }

    Answer call(String method, String path, String body, Map<String, String> headers) {
        try {
            ContainerRequest request = new ContainerRequest(
                    BASE, BASE.resolve(path), method, null, new MapPropertiesDelegate(new HashMap<>()), null);
            headers.forEach(request::header);
            request.setEntityStream(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ContainerResponse response = application.apply(request, out).get();
            return new Answer(response.getStatus(), response, JSON.readTree(out.toByteArray()));
        } catch (InterruptedException | ExecutionException | java.io.IOException failed) {
            throw new AssertionError(method + " " + path, failed);
        }
    }

    /** What came back. */
    record Answer(int status, ContainerResponse response, JsonNode json) {
        String text(String pointer) {
            return json.at(pointer).asText();
        }

        String header(String name) {
            return response.getHeaderString(name);
        }
    }

    /** A user with exactly these permissions. */
    record TestUser(Set<String> permissions) implements CurrentUser {
        @Override
        public String id() {
            return "u1";
        }

        @Override
        public String email() {
            return "ada@example.org";
        }

        @Override
        public Set<String> roles() {
            return Set.of("user");
        }

        @Override
        public boolean may(String permission) {
            return permissions.contains(permission);
        }
    }

    private static final class Problems implements ExceptionMapper<ModuleProblem> {
        @Override
        public Response toResponse(ModuleProblem problem) {
            try {
                String body = JSON.writeValueAsString(
                        Map.of("code", problem.code(), "detail", problem.detail(), "errors", problem.errors()));
                return Response.status(problem.status())
                        .type("application/problem+json")
                        .entity(body)
                        .build();
            } catch (JsonProcessingException unwritable) {
                throw new AssertionError(unwritable);
            }
        }
    }
}
