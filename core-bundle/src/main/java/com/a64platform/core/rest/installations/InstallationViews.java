package com.a64platform.core.rest.installations;

import com.a64platform.core.configuring.ConfigureModule;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.observing.Observations;
import com.a64platform.core.offers.Standing;
import com.a64platform.core.rest.installations.InstallationView.LicenseView;
import com.a64platform.core.rest.installations.InstallationView.ObservedView;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows installations with what the nodes see of them. Thread-safe. */
@Component(service = InstallationViews.class)
public final class InstallationViews {
    private final Observations observations;
    private final Standing standing;
    private final ConfigureModule settings;

    @Activate
    public InstallationViews(
            @Reference Observations observations, @Reference Standing standing, @Reference ConfigureModule settings) {
        this.observations = observations;
        this.standing = standing;
        this.settings = settings;
    }

    public InstallationView of(Installation installation) {
        return new InstallationView(
                installation.id(),
                installation.tenantId(),
                installation.moduleName(),
                installation.version(),
                installation.desiredState().name(),
                observations.of(installation).stream().map(ObservedView::of).toList(),
                installation.license().map(LicenseView::of),
                installation.permissions(),
                settings.shown(installation),
                installation.installedBy(),
                installation.installedAt(),
                installation.updatedAt(),
                Optional.of(installation.reason()).filter(reason -> !reason.isEmpty()),
                standing.flags(installation));
    }
}
