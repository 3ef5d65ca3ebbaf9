package com.a64platform.core.revalidation;

import com.a64platform.core.operations.Operations;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Has leases renewed and the license server listened to from the start on, whether modules are started or not. */
@Component(service = ServerWork.class, immediate = true)
public final class ServerWork {
    @Activate
    public ServerWork(
            @Reference Operations operations, @Reference LeaseRenewal renewal, @Reference ServerWatch server) {
        operations.listen(renewal);
        renewal.begin();
        server.begin();
    }
}
