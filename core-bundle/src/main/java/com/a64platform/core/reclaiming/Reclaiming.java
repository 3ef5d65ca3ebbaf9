package com.a64platform.core.reclaiming;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.retention.Retained;
import java.time.Duration;
import java.time.Instant;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the operations on left data known, and starts the removal of what is due. */
@Component(service = Reclaiming.class)
public final class Reclaiming {
    private static final Logger log = LoggerFactory.getLogger(Reclaiming.class);
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final RestoreData restore;
    private final UndoRemoval undo;
    private final PurgeData purge;
    private final Readiness readiness;
    private final Thread watcher;

    @Activate
    public Reclaiming(
            @Reference RestoreData restore,
            @Reference UndoRemoval undo,
            @Reference PurgeData purge,
            @Reference Readiness readiness,
            @Reference Workers workers) {
        this.restore = restore;
        this.undo = undo;
        this.purge = purge;
        this.readiness = readiness;
        this.watcher = workers.repeat("purge-watch", PAUSE, () -> purgeDue(Instant.now()));
    }

    /** Defines them. */
    public void defineIn(Operations operations) {
        operations.define(restore);
        operations.define(undo);
        operations.define(purge);
    }

    @Deactivate
    public void close() {
        watcher.interrupt();
    }

    /** Starts the removal of everything whose time has come; what is busy is tried again later. */
    public void purgeDue(Instant now) {
        if (readiness.phase() == Readiness.Phase.READY) {
            try {
                purge.due(now).forEach(this::purge);
            } catch (ProblemException gone) {
                log.warn("What is due for removal is looked for later: {}", gone.detail());
            }
        }
    }

    private void purge(Retained left) {
        try {
            purge.submit(left.module(), left.tenantId(), Audit.Actor.SYSTEM);
        } catch (ProblemException refused) {
            if (refused.code() != ErrorCode.OPERATION_IN_PROGRESS) {
                log.warn(
                        "The data of {} in tenant {} is not removed: {}",
                        left.module(),
                        left.tenantId(),
                        refused.detail());
            }
        }
    }
}
