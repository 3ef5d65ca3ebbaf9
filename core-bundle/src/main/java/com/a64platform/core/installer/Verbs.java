package com.a64platform.core.installer;

import com.a64platform.core.backup.Backup;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.unloading.UncleanOperations;
import com.a64platform.core.upkeep.RotateKeys;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Makes the verbs known to the operations. A verb submits operations and operations run verbs; who starts the node ties
 * the two together here, after both exist.
 */
@Component(service = Verbs.class)
public final class Verbs {
    private final InstallModule install;
    private final UpdateModule update;
    private final EnableModule enable;
    private final DisableModule disable;
    private final UninstallModule uninstall;
    private final RotateKeys rotate;
    private final Backup backup;
    private final OperationAudit audit;

    @Activate
    public Verbs(
            @Reference InstallModule install,
            @Reference UpdateModule update,
            @Reference EnableModule enable,
            @Reference DisableModule disable,
            @Reference UninstallModule uninstall,
            @Reference RotateKeys rotate,
            @Reference Backup backup,
            @Reference OperationAudit audit,
            @Reference UncleanOperations unclean) {
        this.install = install;
        this.update = update;
        this.enable = enable;
        this.disable = disable;
        this.uninstall = uninstall;
        this.rotate = rotate;
        this.backup = backup;
        this.audit = audit;
    }

    /** Defines every verb and has every end audited. */
    public void defineIn(Operations operations) {
        operations.define(install);
        operations.define(update);
        operations.define(enable);
        operations.define(disable);
        operations.define(uninstall);
        operations.define(rotate);
        operations.define(backup);
        operations.listen(audit);
    }
}
