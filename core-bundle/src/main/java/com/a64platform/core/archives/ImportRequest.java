package com.a64platform.core.archives;

import com.a64platform.core.audit.Audit;
import java.util.List;

/**
 * Who wants what came to be installed, and where.
 *
 * @param dropped name of the file in deploy/; empty when it was sent
 * @param module what has to be in it; empty for whatever is
 * @param version of that module; empty or {@code latest} for whichever it is
 * @param consent the permissions that updates may have beyond those of the version before; for what was sent
 * @param activate whether what is installed is enabled at once
 * @param expiredToo whether trust metadata that has expired counts, by somebody's audited consent
 */
public record ImportRequest(
        String tenantId,
        Audit.Actor actor,
        String dropped,
        String module,
        String version,
        List<String> consent,
        boolean activate,
        boolean expiredToo) {
    public ImportRequest {
        consent = List.copyOf(consent);
    }

    /** A file in deploy/ asks for nothing in particular. */
    public static ImportRequest dropped(String tenantId, String file) {
        return new ImportRequest(tenantId, Audit.Actor.SYSTEM, file, "", "", List.of(), true, false);
    }
}
