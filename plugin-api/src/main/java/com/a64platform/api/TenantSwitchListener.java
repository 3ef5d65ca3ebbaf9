package com.a64platform.api;

/**
 * Hears that a signed-in user goes on in another tenant, with {@code POST /api/v1/auth/switch-tenant}. Optional: a module
 * registers at most one as a service. It is for what a module keeps ready for people, such as a list of who is here; nothing may
 * hang on it, least of all whether somebody may do something.
 *
 * <p>A module hears of a tenant only that has it enabled, and never which other tenant it was. It is called after the switch,
 * on a thread of the platform, one call at a time and in the order of the switches; the user does not wait for it. A call
 * has ten seconds; one that throws or does not come back takes nothing back, and what does not come back is told nothing
 * more until it does.
 *
 * <p>At most once: only on the node that was asked, not when the node ends before, when a thousand calls wait for the module
 * already, or while the module is replaced. Signing in to a tenant and out of it are not told.
 */
public interface TenantSwitchListener {
    /**
     * The user acts in the tenant from now on.
     *
     * @param context the tenant; valid until the call returns
     * @param user what he is there
     */
    default void entered(TenantContext context, CurrentUser user) {}

    /**
     * The user acts in the tenant no more. A token that he had there is good until it ends, some minutes later.
     *
     * @param context the tenant; valid until the call returns
     * @param user what he was there
     */
    default void left(TenantContext context, CurrentUser user) {}
}
