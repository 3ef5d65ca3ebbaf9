package com.a64platform.core.reasons;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Every check there is, in the order in which causes are told: what stands between a request and the module first. */
@Component(service = Checks.class)
public final class Checks {
    private final List<Check> all;

    @Activate
    public Checks(
            @Reference NodeCheck node,
            @Reference OperationCheck operations,
            @Reference LicenseCheck license,
            @Reference BundleCheck bundle,
            @Reference DependencyCheck dependencies,
            @Reference RefusedFileCheck files,
            @Reference WishCheck wish,
            @Reference HealthCheck health,
            @Reference SettingsCheck settings,
            @Reference TrustCheck trust,
            @Reference BadVersionCheck bad,
            @Reference LoaderCheck loaders,
            @Reference OtherNodesCheck nodes) {
        all = List.of(
                node,
                operations::running,
                license,
                bundle,
                dependencies,
                operations,
                files,
                wish,
                health,
                settings,
                trust,
                bad,
                loaders,
                nodes);
    }

    List<Check> all() {
        return all;
    }
}
