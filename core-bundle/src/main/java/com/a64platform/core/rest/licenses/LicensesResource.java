package com.a64platform.core.rest.licenses;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.problem.Faults;
import com.a64platform.core.rest.Bodies;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.revalidation.StatusIntake;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What issuers say about licenses, handed in by an administrator: for platforms that reach no license server. */
@Component(service = CoreResource.class)
@Path("admin/licenses")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Caller.SUPER_ADMIN)
public final class LicensesResource implements CoreResource {
    private final StatusIntake statuses;

    @Activate
    public LicensesResource(@Reference StatusIntake statuses) {
        this.statuses = statuses;
    }

    /** The body: a status as its issuer signed it. */
    public record StatusRequest(String status) {}

    /** Which license is revoked from now on. */
    public record StatusView(String issuer, String jti, String status) {}

    /** Takes a signed revocation; one that is not believed (402) changes nothing. */
    @POST
    @Path("status")
    public StatusView take(StatusRequest body, @Context Audit.Actor actor) {
        var status = Bodies.orEmpty(Bodies.required(body).status());
        new Faults().check(!status.isBlank(), "/status", "is the signed status").raise();
        var claims = statuses.take(status, actor);
        return new StatusView(claims.issuer(), claims.license(), "revoked");
    }
}
