package com.a64platform.core.planning;

/**
 * A module in a tenant and what is to become of it.
 *
 * @param asked false for what comes along
 * @param activate whether an installation is enabled at once
 * @param resetSettings whether an update brings every tenant's settings back to the defaults
 */
record Slot(
        Change.Action action, String module, String tenantId, boolean asked, boolean activate, boolean resetSettings) {
    static Slot asked(Change change) {
        return new Slot(
                change.action(), change.module(), change.tenantId(), true, change.activate(), change.resetSettings());
    }

    static Slot along(Change.Action action, String module, String tenantId) {
        return new Slot(action, module, tenantId, false, true, false);
    }

    boolean is(Change.Action one, String name, String tenant) {
        return action == one && module.equals(name) && tenantId.equals(tenant);
    }
}
