package com.a64platform.core.backup;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.audit.AuditFilter;
import com.a64platform.core.audit.AuditLog;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Writes into the audit log that the home was restored, from what and by whom, when its node starts for the first time after
 * it. The note goes when that is written; killed between the two, the next start finds the entry and writes no second one.
 */
@Component(service = RestoredHome.class, immediate = true)
public final class RestoredHome {
    /** The action of that entry. */
    public static final String ACTION = "home.restore";

    @Activate
    public RestoredHome(@Reference AuditLog audit, @Reference Platform platform) {
        tell(audit, platform.home());
    }

    /** Writes down what is noted in a home, if anything is. */
    public static void tell(AuditLog audit, Home home) {
        RestoreNote.read(home).ifPresent(note -> {
            if (!told(audit, note)) {
                audit.record(Audit.Actor.SYSTEM, ACTION, "", "success", note.details());
            }
            RestoreNote.file(home).delete();
        });
    }

    private static boolean told(AuditLog audit, RestoreNote note) {
        var entries = audit.entries().find(restores(), 0, 1);
        return !entries.isEmpty() && entries.get(0).details().equals(note.details());
    }

    private static AuditFilter restores() {
        return new AuditFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(ACTION),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
