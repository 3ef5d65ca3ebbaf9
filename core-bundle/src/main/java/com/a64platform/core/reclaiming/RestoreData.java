package com.a64platform.core.reclaiming;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.retention.ArchivedData;
import com.a64platform.core.retention.DataArchives;
import com.a64platform.core.retention.RetainedRepository;
import com.a64platform.core.safekeeping.TenantData;
import java.time.Duration;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Puts an archive in place of what a module has in a tenant, where it is disabled or not installed. What was there before
 * is archived first; when anything fails it is there again.
 */
@Component(service = RestoreData.class)
public final class RestoreData implements OperationDefinition {
    public static final String KIND = "restore-data";

    static final String ARCHIVE = "archive";
    static final String SETTINGS = "settings";
    private static final String BEFORE = "before";
    private static final String WRITTEN = "written";
    private static final String UNVERIFIED = "unverified";
    /** A copy of data takes its time. */
    private static final Duration LIMIT = Duration.ofHours(6);

    private final Operations operations;
    private final Inventory inventory;
    private final DataArchives archives;
    private final TenantData data;
    private final RestoredSettings settings;
    private final RetainedRepository retained;

    @Activate
    public RestoreData(
            @Reference Operations operations,
            @Reference Inventory inventory,
            @Reference DataArchives archives,
            @Reference TenantData data,
            @Reference RestoredSettings settings,
            @Reference RetainedRepository retained) {
        this.operations = operations;
        this.inventory = inventory;
        this.archives = archives;
        this.data = data;
        this.settings = settings;
        this.retained = retained;
    }

    /**
     * What is to be restored.
     *
     * @param anyTenant whether it may be another tenant's data
     * @param withSettings whether the settings come back, too
     * @param unverified whether it may be one that this platform has not written
     */
    public record Wanted(
            String module,
            String tenantId,
            String archiveId,
            boolean anyTenant,
            boolean withSettings,
            boolean unverified) {}

    /**
     * @throws ProblemException NOT_FOUND, TENANT_MISMATCH, ARCHIVE_UNVERIFIED, CONFLICT while the module is enabled,
     *     DATA_NOT_READABLE, DATA_BEING_DELETED or OPERATION_IN_PROGRESS
     */
    public Operation submit(Wanted wanted, Audit.Actor actor) {
        var archive = archives.require(wanted.module(), wanted.archiveId());
        if (!archive.tenantId().equals(wanted.tenantId()) && !wanted.anyTenant()) {
            throw new ProblemException(
                    ErrorCode.TENANT_MISMATCH,
                    "The archive holds the data of tenant " + archive.tenantId()
                            + "; to put it into another one say so with anyTenant.");
        }
        if (!wanted.unverified()) {
            archive.sealedBy().require();
        }
        requireFitting(wanted.tenantId(), archive);
        var values = Keys.of(actor);
        values.put(ARCHIVE, archive.id());
        values.put(UNVERIFIED, Boolean.toString(wanted.unverified()));
        values.put(SETTINGS, Boolean.toString(wanted.withSettings()));
        return operations.submit(KIND, wanted.module(), wanted.tenantId(), actor.userId(), values);
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
    public void takenUp(Operation operation) {
        inventory.refresh(operation.subject());
    }

    @Override
    public void recheck(Operation operation) {
        requireFitting(
                operation.tenantId(),
                archives.require(operation.subject(), operation.data().getOrDefault(ARCHIVE, "")));
    }

    @Override
    public List<Step> steps() {
        return List.of(
                Step.of("verify", this::verify),
                Step.of("keep", this::keep).undo(step -> archives.delete(before(step))),
                Step.of("write", this::write).undo(this::writeBack),
                Step.of("settings", settings::take).undo(settings::discard),
                Step.of("record", settings::record).undo(settings::unrecord).asPivot());
    }

    private void verify(StepContext step) {
        if (!step.get(UNVERIFIED).equals("true")) {
            archives.require(step.subject(), step.get(ARCHIVE)).sealedBy().require();
        }
        data.verify(step.get(ARCHIVE));
    }

    private void requireFitting(String tenantId, ArchivedData archive) {
        var module = archive.module();
        inventory.find(tenantId, module).ifPresent(installation -> {
            if (installation.desiredState() != InstallationState.DISABLED) {
                throw new ProblemException(
                        ErrorCode.CONFLICT,
                        "Module " + module + " is " + installation.desiredState()
                                + " in this tenant; disable it, restore, and enable it again.");
            }
            settings.requireReads(installation, archive);
        });
        retained.find(tenantId, module).filter(left -> left.deleted()).ifPresent(left -> {
            throw new ProblemException(
                    ErrorCode.DATA_BEING_DELETED,
                    "The data of " + module + " in this tenant is deleted and not gone yet; bring it back, or delete it"
                            + " for good, before you restore an archive.");
        });
    }

    private void keep(StepContext step) {
        if (!data.holds(step.tenantId(), step.subject())) {
            return;
        }
        var owner = inventory
                .find(step.tenantId(), step.subject())
                .map(data::owner)
                .or(() -> retained.find(step.tenantId(), step.subject())
                        .map(left -> new TenantData.Owner(
                                left.tenantId(), left.module(), left.version(), left.schema(), left.settingsId())))
                .orElseGet(() -> new TenantData.Owner(step.tenantId(), step.subject(), "", 0, ""));
        data.archive(before(step), owner, "before-restore");
        step.put(BEFORE, before(step));
        step.say("What was there before is in archive " + before(step) + ".");
    }

    private void write(StepContext step) {
        step.put(WRITTEN, "true");
        step.fence(); // what a later installation has written would be lost
        data.replace(step.tenantId(), step.subject(), step.get(ARCHIVE));
        step.say(archives.require(step.subject(), step.get(ARCHIVE)).documents() + " documents are back.");
    }

    private void writeBack(StepContext step) {
        if (step.get(WRITTEN).isEmpty()) {
            return;
        }
        step.fence();
        if (step.get(BEFORE).isEmpty()) {
            data.drop(step.tenantId(), step.subject());
        } else {
            data.replace(step.tenantId(), step.subject(), step.get(BEFORE));
        }
    }

    private static String before(StepContext step) {
        return DataArchives.id(step.operationId(), step.tenantId());
    }
}
