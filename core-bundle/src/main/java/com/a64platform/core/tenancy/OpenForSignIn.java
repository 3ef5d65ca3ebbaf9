package com.a64platform.core.tenancy;

import com.a64platform.core.identity.SignIn;
import com.a64platform.core.tenants.Tenants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Nobody signs in to a tenant that is closed, or was never there. */
@Component(service = SignIn.OpenTenants.class)
public final class OpenForSignIn implements SignIn.OpenTenants {
    private final Tenants tenants;

    @Activate
    public OpenForSignIn(@Reference Tenants tenants) {
        this.tenants = tenants;
    }

    @Override
    public boolean isOpen(String tenantId) {
        return tenants.acting(tenantId).isPresent();
    }
}
