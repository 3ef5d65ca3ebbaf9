package com.a64platform.core.planning;

/**
 * One thing an administrator wants of a module in a tenant.
 *
 * @param version SemVer, a range in npm's syntax, or {@code latest}; of no meaning unless it brings a version
 * @param activate whether an installation is enabled at once
 * @param resetSettings whether an update brings every tenant's settings back to the defaults; they are migrated otherwise
 */
public record Change(
        Action action, String module, String version, String tenantId, boolean activate, boolean resetSettings) {
    /** What can be done with a module. */
    public enum Action {
        INSTALL,
        UPDATE,
        ENABLE,
        DISABLE,
        UNINSTALL
    }

    public Change(Action action, String module, String version, String tenantId) {
        this(action, module, version, tenantId, true);
    }

    public Change(Action action, String module, String version, String tenantId, boolean activate) {
        this(action, module, version, tenantId, activate, false);
    }
}
