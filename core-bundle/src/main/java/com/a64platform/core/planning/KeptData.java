package com.a64platform.core.planning;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.retention.Retained;
import com.a64platform.core.retention.RetainedRepository;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether a module may come into a tenant in which it has left something. Thread-safe. */
@Component(service = KeptData.class)
public final class KeptData {
    private final RetainedRepository retained;

    @Activate
    public KeptData(@Reference RetainedRepository retained) {
        this.retained = retained;
    }

    /** What the module has left in the tenant. */
    public Optional<Retained> of(String tenantId, String module) {
        return retained.find(tenantId, module);
    }

    /**
     * @throws ProblemException DATA_BEING_DELETED while data that was deleted can still be brought back: nobody could tell
     *     it from what the module writes now; DATA_NOT_READABLE
     */
    public void check(String tenantId, ModuleDescriptor comes) {
        of(tenantId, comes.name()).ifPresent(left -> {
            refuseDeleted(left);
            var data = new PlannedChange.Data(
                    List.of(),
                    left.schema(),
                    comes.data().schema(),
                    comes.data().reads());
            DataRules.requireReads(comes.name(), comes.version(), left.version(), data);
        });
    }

    private static void refuseDeleted(Retained left) {
        left.purgeAt().ifPresent(time -> {
            throw new ProblemException(
                    ErrorCode.DATA_BEING_DELETED,
                    "The data of " + left.module() + " in this tenant was deleted and can be brought back until " + time
                            + ": do so with POST /api/v1/modules/" + left.module()
                            + "/restore, or delete it for good with DELETE /api/v1/modules/" + left.module()
                            + "/data, and install again.");
        });
    }
}
