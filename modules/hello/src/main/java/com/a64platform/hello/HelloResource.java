package com.a64platform.hello;

import com.a64platform.api.CurrentTenant;
import com.a64platform.api.CurrentUser;
import com.a64platform.api.ModuleSettings;
import com.a64platform.api.RequiresPermission;
import io.azam.ulidj.ULID;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** Answers {@code GET /api/v1/hello/greeting}. */
@Component(service = HelloResource.class)
@JakartarsResource
@Path("greeting")
public final class HelloResource {
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RequiresPermission("hello.greet")
    public Greeting greet(@Context CurrentUser user, @Context CurrentTenant tenant, @Context ModuleSettings settings) {
        var text = settings.text("greeting") + ", " + user.email() + " of " + tenant.name() + "!";
        return new Greeting(ULID.random(), text);
    }

    /**
     * What the client gets, as JSON.
     *
     * @param id unlike that of any other greeting, and greater than those of earlier milliseconds
     */
    public record Greeting(String id, String text) {}
}
