package com.a64platform.core.applying;

import com.a64platform.core.audit.Audit;
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
     * @param license for what is installed; empty for none
     * @param cleanup whether data of what is uninstalled is deleted for good
     */
    Operation start(PlannedChange change, String license, boolean cleanup, Audit.Actor actor) {
        return switch (change.action()) {
            case INSTALL -> install.submit(change, license, actor);
            case UPDATE -> update.submit(change, actor);
            case ENABLE -> enable.submit(change.module(), change.tenantId(), actor);
            case DISABLE -> disable.submit(change.module(), change.tenantId(), actor);
            case UNINSTALL -> uninstall.submit(change.module(), change.tenantId(), cleanup, actor);
        };
    }
}
