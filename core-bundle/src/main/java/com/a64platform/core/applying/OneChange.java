package com.a64platform.core.applying;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.installer.DisableModule;
import com.a64platform.core.installer.EnableModule;
import com.a64platform.core.installer.InstallModule;
import com.a64platform.core.installer.UninstallModule;
import com.a64platform.core.installer.UpdateModule;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.planning.PlannedChange;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Starts the verb of a change. Thread-safe. */
@Component(service = OneChange.class)
public final class OneChange {
    private final InstallModule install;
    private final UpdateModule update;
    private final EnableModule enable;
    private final DisableModule disable;
    private final UninstallModule uninstall;

    @Activate
    public OneChange(
            @Reference InstallModule install,
            @Reference UpdateModule update,
            @Reference EnableModule enable,
            @Reference DisableModule disable,
            @Reference UninstallModule uninstall) {
        this.install = install;
        this.update = update;
        this.enable = enable;
        this.disable = disable;
        this.uninstall = uninstall;
    }

    /**
     * What goes with a change.
     *
     * @param license for what is installed; empty for none
     * @param settingsId the version of settings prepared for what is installed; empty for the defaults
     * @param ofSet whether a set has started it, which removes these settings itself when they come to nothing
     * @param data what becomes of the data of what is uninstalled or updated
     */
    record With(String license, String settingsId, boolean ofSet, DataChoice data) {
        static final With NOTHING = new With("", "", true, DataChoice.KEEP);

        /** Without the license. */
        @Override
        public String toString() {
            return "With[" + settingsId + "]";
        }
    }

    Operation start(PlannedChange change, With with, Audit.Actor actor) {
        return switch (change.action()) {
            case INSTALL -> install.submit(change, with.license(), with.settingsId(), with.ofSet(), actor);
            case UPDATE -> update.submit(change, with.data().backup(), actor);
            case ENABLE -> enable.submit(change.module(), change.tenantId(), actor);
            case DISABLE -> disable.submit(change.module(), change.tenantId(), actor);
            case UNINSTALL -> uninstall.submit(change.module(), change.tenantId(), with.data(), actor);
        };
    }
}
