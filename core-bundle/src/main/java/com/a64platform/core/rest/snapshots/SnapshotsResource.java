package com.a64platform.core.rest.snapshots;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.problem.Faults;
import com.a64platform.core.rest.Bodies;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.rest.modules.ModuleVerbs;
import com.a64platform.core.snapshots.RevertSet;
import com.a64platform.core.snapshots.Snapshot;
import com.a64platform.core.snapshots.SnapshotPlan;
import com.a64platform.core.snapshots.SnapshotRepository;
import com.a64platform.core.snapshots.TakeSnapshot;
import com.fasterxml.jackson.annotation.JsonAlias;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The whole set of installations as it was, and going back to it; of all tenants, so for a super_admin. */
@Component(service = CoreResource.class)
@Path("modules/snapshots")
@RolesAllowed(Caller.SUPER_ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
public final class SnapshotsResource implements CoreResource {
    private static final int LONGEST_NAME = 100;

    private final SnapshotRepository snapshots;
    private final TakeSnapshot take;
    private final RevertSet revert;
    private final ModuleVerbs verbs;
    private final Audit audit;

    @Activate
    public SnapshotsResource(
            @Reference SnapshotRepository snapshots,
            @Reference TakeSnapshot take,
            @Reference RevertSet revert,
            @Reference ModuleVerbs verbs,
            @Reference Audit audit) {
        this.snapshots = snapshots;
        this.take = take;
        this.revert = revert;
        this.verbs = verbs;
        this.audit = audit;
    }

    /**
     * The body for a new one.
     *
     * @param data whether the data of every installation is archived, too
     */
    public record Taking(Optional<String> name, Optional<Boolean> data) {
        static final Taking PLAIN = new Taking(Optional.empty(), Optional.empty());

        private String checkedName() {
            new Faults()
                    .check(
                            name.orElse("").length() <= LONGEST_NAME,
                            "/name",
                            "has " + LONGEST_NAME + " characters at the most")
                    .raise();
            return name.orElse("");
        }
    }

    /** The body for going back. */
    public record Reverting(
            @JsonAlias("plan_digest") Optional<String> planDigest,
            Optional<Set<String>> consent,
            Optional<Map<String, String>> licenses) {
        /** The licenses are worth money. */
        @Override
        public String toString() {
            return "Reverting[" + planDigest + "]";
        }
    }

    /** All of them, the newest first. */
    @GET
    public List<Snapshot> list() {
        return snapshots.all();
    }

    /** Takes one; its id is that of the operation. */
    @POST
    public Response take(
            Taking body,
            @HeaderParam("Prefer") @DefaultValue("") String prefer,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        var wanted = Optional.ofNullable(body).orElse(Taking.PLAIN);
        var name = wanted.checkedName();
        return verbs.operation(
                "module.snapshot",
                "",
                prefer,
                actor,
                () -> take.submit(name, wanted.data().orElse(false), caller.tenantId(), actor));
    }

    /** One. */
    @GET
    @Path("{snapshotId}")
    public Snapshot get(@PathParam("snapshotId") String id) {
        return snapshots.require(id);
    }

    /** Forgets one; archives of data that it names stay. */
    @DELETE
    @Path("{snapshotId}")
    public void delete(@PathParam("snapshotId") String id, @Context Audit.Actor actor) {
        snapshots.remove(snapshots.require(id).id());
        audit.record(actor, "module.delete-snapshot", "", "success", Map.of("snapshot", id));
    }

    /** What going back would do, without any effect. */
    @POST
    @Path("{snapshotId}/plan")
    public SnapshotPlan plan(@PathParam("snapshotId") String id) {
        return revert.plan(id);
    }

    /** Goes back as planned: 202, or with {@code Prefer: wait=SECONDS} 200 and how it ended. */
    @POST
    @Path("{snapshotId}/revert")
    public Response revert(
            @PathParam("snapshotId") String id,
            Reverting body,
            @HeaderParam("Prefer") @DefaultValue("") String prefer,
            @Context Caller caller,
            @Context Audit.Actor actor) {
        var request = Bodies.required(body);
        new Faults()
                .check(
                        !request.planDigest().orElse("").isEmpty(),
                        "/planDigest",
                        "is the digest that the snapshot's plan says")
                .raise();
        var agreed = new RevertSet.Agreed(
                request.planDigest().orElse(""),
                request.consent().orElse(Set.of()),
                request.licenses().orElse(Map.of()));
        return verbs.operation(
                "module.revert", "", prefer, actor, () -> revert.submit(id, agreed, caller.tenantId(), actor));
    }
}
