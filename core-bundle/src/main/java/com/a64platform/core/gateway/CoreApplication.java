package com.a64platform.core.gateway;

import com.a64platform.core.modules.Inventory;
import com.a64platform.core.rest.CoreResource;
import com.a64platform.core.rest.docs.RoutesResource;
import com.a64platform.core.routes.RequestHandler;
import com.a64platform.core.routes.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The core's own REST application, of all resources in the packages {@code rest}. */
@Component(service = CoreApplication.class)
public final class CoreApplication {
    private final List<CoreResource> resources = new CopyOnWriteArrayList<>();
    private final JerseyApplications applications;
    private final RoutesResource list;
    private RequestHandler handler;

    @Activate
    public CoreApplication(
            @Reference JerseyApplications applications, @Reference RouteTable routes, @Reference Inventory inventory) {
        this.applications = applications;
        this.list = new RoutesResource(() -> handler().operations(), routes, inventory);
        this.handler = fresh();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void addResource(CoreResource resource) {
        resources.add(resource);
        rebuild();
    }

    public void removeResource(CoreResource resource) {
        resources.remove(resource);
        rebuild();
    }

    @Deactivate
    public synchronized void close() {
        handler.close();
    }

    synchronized RequestHandler handler() {
        return handler;
    }

    /** Resources come while the platform starts and takes no requests yet; the next request builds with all of them. */
    private synchronized void rebuild() {
        if (handler != null) {
            handler.close();
        }
        handler = fresh();
    }

    private List<Object> all() {
        List<Object> all = new ArrayList<>(resources);
        all.add(list);
        return all;
    }

    private RequestHandler fresh() {
        return applications == null ? null : applications.core(this::all);
    }
}
