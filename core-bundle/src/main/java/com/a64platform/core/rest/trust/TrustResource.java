package com.a64platform.core.rest.trust;

import static com.a64platform.core.rest.Bodies.orEmpty;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.rest.Bodies;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.trust.TrustReport;
import com.a64platform.core.vouching.TrustActs;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whom the home trusts. Every act is in the audit. */
@Component(service = CoreResource.class)
@Path("admin/trust")
@RolesAllowed(Caller.SUPER_ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class TrustResource implements CoreResource {
    private final TrustActs acts;

    @Activate
    public TrustResource(@Reference TrustActs acts) {
        this.acts = acts;
    }

    /** @param flagged what is installed and would not be admitted any more */
    public record View(TrustReport trust, Map<String, List<String>> flagged) {}

    /** @param key base64 of the public key's SubjectPublicKeyInfo */
    public record Publisher(String name, String key) {}

    /** @param document the signed document, as text */
    public record Document(String document) {}

    /** What was taken. */
    public record Taken(String document) {}

    @GET
    public View get() {
        return new View(acts.report(), acts.flagged());
    }

    @POST
    @Path("publishers")
    public View addPublisher(Publisher body, @Context Audit.Actor actor) {
        var publisher = Bodies.required(body);
        acts.addPublisher(actor, orEmpty(publisher.name()), orEmpty(publisher.key()));
        return get();
    }

    @DELETE
    @Path("publishers/{name}")
    public void removePublisher(@PathParam("name") String name, @Context Audit.Actor actor) {
        acts.removePublisher(actor, name);
    }

    /** Takes a publisher's statement about who licenses its modules, or one that signs a name over. */
    @POST
    @Path("documents")
    public Taken addDocument(Document body, @Context Audit.Actor actor) {
        return new Taken(acts.addDocument(actor, orEmpty(Bodies.required(body).document())));
    }
}
