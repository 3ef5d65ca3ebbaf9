package com.a64platform.core.rest.installations;

import com.a64platform.core.configuring.ConfigureModule;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.observing.Observations;
import com.a64platform.core.offers.Standing;
import com.a64platform.core.rest.installations.InstallationView.LicenseView;
import com.a64platform.core.rest.installations.InstallationView.ObservedView;
import java.util.Map;
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

    /** As a caller sees it who may see the installation: its settings only if he may also set them. */
    public InstallationView of(Installation installation, Caller caller) {
        return view(installation, caller.administers() ? settings.shown(installation) : Optional.empty());
    }

    /** As who has changed it sees it. */
    public InstallationView whole(Installation installation) {
        return view(installation, settings.shown(installation));
    }

    private InstallationView view(Installation installation, Optional<Map<String, Object>> shown) {
        return new InstallationView(
                installation.id(),
                installation.tenantId(),
                installation.moduleName(),
                installation.version(),
                installation.desiredState().name(),
                observations.of(installation).stream().map(ObservedView::of).toList(),
                installation.license().map(LicenseView::of),
                installation.permissions(),
                shown,
                installation.installedBy(),
                installation.installedAt(),
                installation.updatedAt(),
                Optional.of(installation.reason()).filter(reason -> !reason.isEmpty()),
                standing.flags(installation));
    }
}
