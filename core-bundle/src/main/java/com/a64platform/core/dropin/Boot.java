package com.a64platform.core.dropin;

import com.a64platform.core.applying.ApplyPlan;
import com.a64platform.core.archives.ImportModules;
import com.a64platform.core.identity.FirstStart;
import com.a64platform.core.installer.Verbs;
import com.a64platform.core.modules.StartBreaker;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.reclaiming.Reclaiming;
import com.a64platform.core.reconciling.Reconciler;
import com.a64platform.core.revalidation.LicenseWatch;
import com.a64platform.core.rollback.UpdateWatch;
import com.a64platform.core.snapshots.TakeSnapshot;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the node: what was cut off is resumed or undone, the reconciler's first round brings the node in line with the
 * store, and only then is the watched folder opened.
 */
@Component(
        service = Boot.class,
        immediate = true,
        // a node that nobody can sign in to is not ready
        reference = @Reference(name = "administrator", service = FirstStart.class))
public final class Boot {
    private static final Logger log = LoggerFactory.getLogger(Boot.class);

    private final Operations operations;
    private final ImportModules imports;
    private final Reconciler reconciler;
    private final LicenseWatch watch;
    private final DeployFolder folder;
    private final StartBreaker breaker;
    private final Readiness readiness;
    private final boolean safeMode;

    @Activate
    public Boot(
            @Reference Operations operations,
            @Reference Verbs verbs,
            @Reference ImportModules imports,
            @Reference ApplyPlan plans,
            @Reference Reclaiming reclaiming,
            @Reference TakeSnapshot snapshots,
            @Reference UpdateWatch updates,
            @Reference Reconciler reconciler,
            @Reference LicenseWatch watch,
            @Reference DeployFolder folder,
            @Reference StartBreaker breaker,
            @Reference Readiness readiness,
            @Reference Workers workers,
            @Reference Platform platform) {
        this.operations = operations;
        this.imports = imports;
        this.reconciler = reconciler;
        this.watch = watch;
        this.folder = folder;
        this.breaker = breaker;
        this.readiness = readiness;
        this.safeMode = platform.settings().safeMode();
        verbs.defineIn(operations);
        operations.define(imports);
        operations.define(plans);
        reclaiming.defineIn(operations);
        operations.define(snapshots);
        updates.beginIn(operations); // hears of an end before the folder does, which tidies up then
        operations.listen(reconciler);
        operations.listen(folder);
        operations.listen(imports);
        operations.listen(watch);
        workers.start("boot", this::run);
    }

    private void run() {
        operations.recover();
        if (safeMode) {
            log.warn("Safe mode: no module is started and deploy/ is not looked at");
        } else {
            reconciler.firstRound(watch::beforeStart);
            breaker.awaitSuspects();
            watch.begin();
        }
        reconciler.begin(safeMode);
        if (!safeMode) {
            operations.resume(); // what runs keeps its copies; the folder tidies up what nobody needs
            imports.tidyUp();
            folder.open();
        }
        readiness.enter(Readiness.Phase.READY);
    }
}
