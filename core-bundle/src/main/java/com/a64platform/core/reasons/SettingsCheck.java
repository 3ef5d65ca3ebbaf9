package com.a64platform.core.reasons;

import com.a64platform.core.configuring.SettingsReport;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What is wrong with the module's settings in the tenant. */
@Component(service = SettingsCheck.class)
public final class SettingsCheck implements Check {
    private final SettingsReport settings;

    @Activate
    public SettingsCheck(@Reference SettingsReport settings) {
        this.settings = settings;
    }

    @Override
    public List<Cause> look(Case module) {
        return module.installation().stream()
                .flatMap(
                        installation -> settings.findings(installation).stream().map(finding -> Cause.noting(
                                        "settings-invalid",
                                        finding,
                                        "Look at " + module.call("GET", "/config") + " and set it with "
                                                + module.call("PUT", "/config") + ".")
                                .with("settings", installation.settingsId())))
                .toList();
    }
}
