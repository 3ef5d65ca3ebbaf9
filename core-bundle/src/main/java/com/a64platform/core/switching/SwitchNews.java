package com.a64platform.core.switching;

import com.a64platform.api.TenantContext;
import com.a64platform.api.TenantSwitchListener;
import com.a64platform.core.identity.Caller;

/**
 * One side of a switch, for the modules of one tenant.
 *
 * @param number of the news, so that the same thing happening again is told again
 * @param user what he is, or was, in the tenant
 */
record SwitchNews(long number, Caller user, Side side) {
    /** What has happened to the tenant. */
    enum Side {
        LEFT {
            @Override
            void tell(TenantSwitchListener listener, TenantContext context, Caller user) {
                listener.left(context, user);
            }
        },
        ENTERED {
            @Override
            void tell(TenantSwitchListener listener, TenantContext context, Caller user) {
                listener.entered(context, user);
            }
        };

        abstract void tell(TenantSwitchListener listener, TenantContext context, Caller user);
    }

    String tenantId() {
        return user.tenantId();
    }

    void tell(TenantSwitchListener listener, TenantContext context) {
        side.tell(listener, context, user);
    }
}
