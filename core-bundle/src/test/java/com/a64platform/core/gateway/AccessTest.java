package com.a64platform.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.api.RequiresPermission;
import com.a64platform.core.identity.Caller;
import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.junit.jupiter.api.Test;

class AccessTest {
    private final ApplicationHandler application = new ApplicationHandler(new ResourceConfig()
            .property(ServerProperties.WADL_FEATURE_DISABLE, true)
            .register(new JacksonJsonProvider(Json.mapper(AccessTest.class.getClassLoader())))
            .register(new Access())
            .register(new ProblemMapper())
            .register(new Doors()));

    @Path("doors")
    public static final class Doors {
        @GET
        @Path("open")
        @PermitAll
        public String open() {
            return "open";
        }

        @GET
        @Path("signed-in")
        public String signedIn() {
            return "signed in";
        }

        @GET
        @Path("administrators")
        @RolesAllowed(Caller.SUPER_ADMIN)
        public String administrators() {
            return "administrators";
        }

        @GET
        @Path("permitted")
        @RequiresPermission("farm.view")
        public String permitted() {
            return "permitted";
        }
    }

    @Test
    void asksForATokenUnlessAllArePermitted() throws Exception {
        assertThat(status("open", Optional.empty())).isEqualTo(200);
        assertThat(status("signed-in", Optional.empty())).isEqualTo(401);
        assertThat(status("administrators", Optional.empty())).isEqualTo(401);
        assertThat(status("permitted", Optional.empty())).isEqualTo(401);
    }

    @Test
    void letsWhoeverIsSignedInThroughADoorThatNamesNobody() throws Exception {
        assertThat(status("signed-in", Optional.of(caller(Caller.USER)))).isEqualTo(200);
    }

    @Test
    void asksForTheRole() throws Exception {
        assertThat(status("administrators", Optional.of(caller(Caller.TENANT_ADMIN))))
                .isEqualTo(403);
        assertThat(status("administrators", Optional.of(caller(Caller.SUPER_ADMIN))))
                .isEqualTo(200);
    }

    @Test
    void asksForThePermission() throws Exception {
        assertThat(status("permitted", Optional.of(caller(Caller.USER)))).isEqualTo(403);
        assertThat(status("permitted", Optional.of(caller(Caller.USER, "farm.view"))))
                .isEqualTo(200);
    }

    private static Caller caller(String role, String... permissions) {
        return new Caller("u", "u@example.org", Set.of(role), "t", Set.of(permissions));
    }

    private int status(String door, Optional<Caller> caller) throws ExecutionException, InterruptedException {
        var properties = new MapPropertiesDelegate();
        caller.ifPresent(known -> properties.setProperty(
                RequestFacts.class.getName(), new RequestFacts(known, Optional.empty(), Optional.empty())));
        var base = URI.create("http://localhost/");
        var request = new ContainerRequest(base, base.resolve("doors/" + door), "GET", null, properties, null);
        return application.apply(request).get().getStatus();
    }
}
