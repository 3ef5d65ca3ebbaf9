package com.a64platform.core.reclaiming;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.reclaiming.RestoreData.Wanted;
import com.a64platform.core.retention.ArchivedData;
import com.a64platform.core.retention.DataArchives;
import com.a64platform.core.tenants.Tenants;
import com.a64platform.core.upkeep.OwnerRequest;
import com.a64platform.core.upkeep.OwnerRequest.Answer;
import com.a64platform.core.upkeep.OwnerWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code ./a64 data restore}: an archive of the node, or a file of any size, back into a tenant. */
@Component(service = OwnerWork.class)
public final class RestoreRequest implements OwnerWork {
    public static final String MODULE = "module";
    /** An archive's id, or the absolute path of a file. */
    public static final String ARCHIVE = "archive";
    /** Empty for the tenant that the archive is of. */
    public static final String TENANT = "tenant";

    public static final String ANY_TENANT = "anyTenant";
    public static final String SETTINGS = "settings";
    public static final String UNVERIFIED = "acceptUnverified";

    private final DataArchives archives;
    private final RestoreData restore;
    private final Operations operations;
    private final Tenants tenants;

    @Activate
    public RestoreRequest(
            @Reference DataArchives archives,
            @Reference RestoreData restore,
            @Reference Operations operations,
            @Reference Tenants tenants) {
        this.archives = archives;
        this.restore = restore;
        this.operations = operations;
        this.tenants = tenants;
    }

    @Override
    public String name() {
        return OwnerRequest.DATA_RESTORE;
    }

    @Override
    public Answer answer(Map<String, String> arguments) {
        var module = arguments.getOrDefault(MODULE, "");
        var archive = archive(module, arguments.getOrDefault(ARCHIVE, ""));
        var tenant = arguments.getOrDefault(TENANT, "");
        var wanted = new Wanted(
                module,
                tenants.require(tenant.isEmpty() ? archive.tenantId() : tenant).id(),
                archive.id(),
                Boolean.parseBoolean(arguments.get(ANY_TENANT)),
                !"false".equals(arguments.get(SETTINGS)),
                Boolean.parseBoolean(arguments.get(UNVERIFIED)));
        var started = restore.submit(wanted, Audit.Actor.SYSTEM);
        return Answer.of(operations.await(started.id(), restore.limit()));
    }

    private ArchivedData archive(String module, String named) {
        var file = Path.of(named);
        if (!file.isAbsolute()) {
            return archives.require(module, named);
        }
        try (var in = Files.newInputStream(file)) {
            return archives.receive(module, in, Long.MAX_VALUE);
        } catch (IOException failed) {
            throw new ProblemException(
                    ErrorCode.NOT_FOUND, "The node cannot read " + file + "; check the path and its rights.", failed);
        }
    }
}
