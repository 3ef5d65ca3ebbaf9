package com.a64platform.core.rest.audit;

import com.a64platform.core.audit.AuditEntry;
import com.a64platform.core.audit.AuditLog;
import com.a64platform.core.audit.ChainReport;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.rest.Page;
import com.a64platform.core.rest.PageRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Who did what, the newest first. */
@Component(service = CoreResource.class)
@Path("admin/audit")
@RolesAllowed(Caller.SUPER_ADMIN)
public final class AuditResource implements CoreResource {
    private static final String CSV = "text/csv";

    private final AuditLog log;

    @Activate
    public AuditResource(@Reference AuditLog log) {
        this.log = log;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Page<AuditEntry> list(
            @BeanParam AuditQuery query, @QueryParam("page") String page, @QueryParam("perPage") String perPage) {
        var filter = query.toFilter();
        var request = PageRequest.of(page, perPage);
        var entries = log.entries().find(filter, request.skip(), request.perPage());
        return Page.of(entries, log.entries().count(filter), request);
    }

    /** Everything that matches, as a file for a spreadsheet. */
    @GET
    @Produces(CSV + "; qs=0.5")
    public Response export(@BeanParam AuditQuery query) {
        var filter = query.toFilter();
        StreamingOutput body = stream -> {
            var out = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
            var csv = new AuditCsv(out);
            log.entries().each(filter, csv::add);
            out.flush();
        };
        return Response.ok(body, CSV + "; charset=utf-8")
                .header("Content-Disposition", "attachment; filename=\"audit.csv\"")
                .build();
    }

    /** Whether the past is as it was written, and what is not. */
    @GET
    @Path("verify")
    @Produces(MediaType.APPLICATION_JSON)
    public Verdict verify() {
        var report = log.verify();
        return new Verdict(report.intact(), report.entries(), report.chains(), report.findings());
    }

    /** @param entries of all nodes together */
    public record Verdict(
            boolean intact, long entries, List<ChainReport.Chain> chains, List<ChainReport.Finding> findings) {}
}
