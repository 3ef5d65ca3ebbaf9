package com.a64platform.core.safekeeping;

import com.a64platform.core.doors.Doors;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.retention.DataArchives;
import com.a64platform.core.retention.Retained;
import com.a64platform.core.retention.RetainedRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What operations do with the data of the module that they change. Thread-safe. */
@Component(service = DataSteps.class)
public final class DataSteps {
    private static final Duration FAREWELL = Duration.ofSeconds(35);
    private static final String CLOSED = "doorClosed";

    private final TenantData data;
    private final DataArchives archives;
    private final RetainedRepository retained;
    private final Doors doors;
    private final Duration undo;

    @Activate
    public DataSteps(
            @Reference TenantData data,
            @Reference DataArchives archives,
            @Reference RetainedRepository retained,
            @Reference Doors doors,
            @Reference Platform platform) {
        this.data = data;
        this.archives = archives;
        this.retained = retained;
        this.doors = doors;
        this.undo = platform.settings().uninstallUndo();
    }

    /** Archives what a module has in each tenant while it serves: what is written meanwhile may be missing. */
    public void archive(StepContext step, Collection<Installation> installations, String reason) {
        installations.forEach(installation -> {
            var archive = data.archive(id(step, installation), data.owner(installation), reason);
            step.say("The data of tenant " + installation.tenantId() + ", " + archive.documents()
                    + " documents, is in archive " + archive.id() + ".");
        });
    }

    /** Archives what a module has in a tenant after letting nobody of it in any more. */
    public void archiveClosed(StepContext step, Installation installation, String reason) {
        if (doors.closed(installation.tenantId(), installation.moduleName()).isEmpty()) {
            step.put(CLOSED, "true");
            doors.close(installation.tenantId(), installation.moduleName(), "its data is being copied");
        }
        long end = System.nanoTime() + FAREWELL.toNanos();
        while (doors.inside(installation.tenantId(), installation.moduleName()) > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        archive(step, List.of(installation), reason);
    }

    /** Takes back what the two above have done. */
    public void discard(StepContext step, Collection<Installation> installations) {
        installations.forEach(installation -> archives.delete(id(step, installation)));
        if (!step.get(CLOSED).isEmpty()) {
            doors.open(step.tenantId(), step.subject());
        }
    }

    /**
     * Leaves data and settings of a module that goes from a tenant, or deletes them: until the undo period is over they
     * are only out of everybody's reach.
     */
    public void leave(StepContext step, Installation installation, boolean delete) {
        var owner = data.owner(installation);
        if (delete && undo.isZero()) {
            step.fence(); // what a later installation has written would be lost
            data.remove(owner.tenantId(), owner.module());
            retained.remove(owner.tenantId(), owner.module(), step.fence());
        } else if (data.holds(owner.tenantId(), owner.module())
                || !owner.settingsId().isEmpty()) {
            var now = Instant.now();
            var purgeAt = delete ? Optional.of(now.plus(undo)) : Optional.<Instant>empty();
            retained.put(
                    new Retained(
                            owner.tenantId(),
                            owner.module(),
                            owner.version(),
                            owner.schema(),
                            owner.settingsId(),
                            step.operationId(),
                            now,
                            purgeAt,
                            false),
                    step.fence());
            purgeAt.ifPresent(time -> step.say("Its data can be brought back until " + time + "."));
        }
    }

    /** What a module had left in a tenant belongs to the installation that is there now. */
    public void takenUp(StepContext step) {
        retained.remove(step.tenantId(), step.subject(), step.fence());
    }

    private static String id(StepContext step, Installation installation) {
        return DataArchives.id(step.operationId(), installation.tenantId());
    }
}
