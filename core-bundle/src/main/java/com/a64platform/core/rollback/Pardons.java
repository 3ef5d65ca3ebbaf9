package com.a64platform.core.rollback;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.findings.BadVersions;
import com.a64platform.core.problem.ProblemException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lets a version that was sick here come in again, because an administrator says so; in the audit. Thread-safe. */
@Component(service = Pardons.class)
public final class Pardons {
    private static final String ACTION = "module.pardon";

    private final BadVersions bad;
    private final Audit audit;

    @Activate
    public Pardons(@Reference BadVersions bad, @Reference Audit audit) {
        this.bad = bad;
        this.audit = audit;
    }

    /** @throws ProblemException NOT_FOUND when the version is not marked bad */
    public void pardon(String module, String version, Audit.Actor actor) {
        try {
            bad.pardon(module, version);
        } catch (ProblemException refusal) {
            var error = refusal.code().slug() + ": " + refusal.detail();
            audit.record(actor, ACTION, module, "refused", Map.of("version", version, "error", error));
            throw refusal;
        }
        audit.record(actor, ACTION, module, "success", Map.of("version", version));
    }
}
