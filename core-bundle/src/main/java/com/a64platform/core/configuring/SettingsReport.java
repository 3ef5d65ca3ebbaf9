package com.a64platform.core.configuring;

import com.a64platform.core.modules.Installation;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.settings.SettingsVault;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What is wrong with a module's settings in a tenant. Thread-safe. */
@Component(service = SettingsReport.class)
public final class SettingsReport {
    private final Schemas schemas;
    private final SettingsVault vault;
    private final SettingsDelivery delivery;

    @Activate
    public SettingsReport(
            @Reference Schemas schemas, @Reference SettingsVault vault, @Reference SettingsDelivery delivery) {
        this.schemas = schemas;
        this.vault = vault;
        this.delivery = delivery;
    }

    /** A sentence for each; empty when nothing is wrong. */
    public List<String> findings(Installation installation) {
        List<String> findings = new ArrayList<>();
        try {
            look(installation, findings);
        } catch (ProblemException unknown) {
            findings.add("Its settings cannot be read: " + unknown.detail());
        }
        delivery.trouble(installation.moduleName(), installation.tenantId()).ifPresent(findings::add);
        return findings;
    }

    private void look(Installation installation, List<String> findings) {
        var module = installation.moduleName();
        var version = vault.find(installation.tenantId(), module, installation.settingsId());
        var opened = vault.open(version);
        version.sealed().keySet().stream()
                .filter(key -> !opened.containsKey(key))
                .forEach(key -> findings.add("Its setting " + key
                        + " was sealed with another LICENSE_ENCRYPTION_KEY and does not open; start with that key as"
                        + " LICENSE_ENCRYPTION_KEY_PREVIOUS, or set it again with PUT /api/v1/modules/" + module
                        + "/config."));
        schemas.of(installation)
                .missing(version.names())
                .forEach(key -> findings.add("Its setting " + key
                        + " is required and has no value; set it with PUT /api/v1/modules/" + module + "/config."));
    }
}
