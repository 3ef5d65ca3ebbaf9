package com.a64platform.core.snapshots;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.retention.DataArchives;
import com.a64platform.core.safekeeping.TenantData;
import com.a64platform.core.snapshots.Snapshot.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Writes down all installations, and on request archives the data of each. */
@Component(service = TakeSnapshot.class)
public final class TakeSnapshot implements OperationDefinition {
    public static final String KIND = "snapshot";
    /** A module's name cannot have a dot. */
    private static final String SUBJECT = "snapshot.all";

    private static final String NAME = "name";
    private static final String DATA = "data";
    private static final Duration LIMIT = Duration.ofHours(6);

    private final Operations operations;
    private final Inventory inventory;
    private final TenantData data;
    private final DataArchives archives;
    private final SnapshotRepository snapshots;

    @Activate
    public TakeSnapshot(
            @Reference Operations operations,
            @Reference Inventory inventory,
            @Reference TenantData data,
            @Reference DataArchives archives,
            @Reference SnapshotRepository snapshots) {
        this.operations = operations;
        this.inventory = inventory;
        this.data = data;
        this.archives = archives;
        this.snapshots = snapshots;
    }

    /**
     * @param withData whether the data of every installation is archived, too
     * @throws com.a64platform.core.problem.ProblemException OPERATION_IN_PROGRESS while another one is taken
     */
    public Operation submit(String name, boolean withData, String tenantId, Audit.Actor actor) {
        var values = Keys.of(actor);
        values.put(NAME, name);
        values.put(DATA, Boolean.toString(withData));
        return operations.submit(KIND, SUBJECT, tenantId, actor.userId(), values);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Duration limit() {
        return LIMIT;
    }

    @Override
    public List<Step> steps() {
        return List.of(
                Step.of("archive", this::archive).undo(this::discard),
                Step.of("record", this::record)
                        .undo(step -> snapshots.remove(step.operationId()))
                        .asPivot());
    }

    private void archive(StepContext step) {
        if (!Boolean.parseBoolean(step.get(DATA))) {
            return;
        }
        for (var installation : installations()) {
            if (data.holds(installation.tenantId(), installation.moduleName())) {
                data.archive(archiveId(step, installation), data.owner(installation), KIND);
                step.say("Archived " + installation.moduleName() + " of tenant " + installation.tenantId());
            }
        }
    }

    private void discard(StepContext step) {
        installations().forEach(installation -> archives.delete(archiveId(step, installation)));
    }

    private void record(StepContext step) {
        var entries = installations().stream().map(one -> entry(step, one)).toList();
        snapshots.put(new Snapshot(step.operationId(), step.get(NAME), step.startedBy(), Instant.now(), entries));
    }

    private Entry entry(StepContext step, Installation installation) {
        var archive = archiveId(step, installation);
        return new Entry(
                installation.tenantId(),
                installation.moduleName(),
                installation.version(),
                installation.sha256(),
                installation.desiredState() != InstallationState.DISABLED,
                installation.settingsId(),
                archives.find(archive).isPresent() ? archive : "");
    }

    /** What is on its way out belongs to no set. */
    private List<Installation> installations() {
        return inventory.all().stream()
                .filter(installation -> installation.desiredState() != InstallationState.REMOVING)
                .sorted(Comparator.comparing(Installation::moduleName).thenComparing(Installation::tenantId))
                .toList();
    }

    private static String archiveId(StepContext step, Installation installation) {
        return DataArchives.id(step.operationId(), installation.tenantId() + "/" + installation.moduleName());
    }
}
