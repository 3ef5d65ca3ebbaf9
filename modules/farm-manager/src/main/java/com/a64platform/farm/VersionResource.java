package com.a64platform.farm;

import com.a64platform.api.RequiresPermission;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jakartars.whiteboard.propertytypes.JakartarsResource;

/** Which version of the module answers. */
@Component(service = VersionResource.class)
@JakartarsResource
@Path("version")
public final class VersionResource {
    private final Answer answer;

    @Activate
    public VersionResource(@Reference ModuleVersion version) {
        this.answer = new Answer(version.module(), version.version());
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RequiresPermission("farm.view")
    public Answer version() {
        return answer;
    }

    /** The module's name and version, as its descriptor has them. */
    public record Answer(String module, String version) {}
}
