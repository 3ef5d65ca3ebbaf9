package com.a64platform.core.configuring;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.settings.SettingsMigration;
import com.a64platform.core.settings.SettingsSchema;
import com.a64platform.core.settings.SettingsVault;
import com.a64platform.core.settings.SettingsVersion;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What an update would make of every tenant's settings; finding it out changes nothing. Thread-safe. */
public final class SettingsOutlook {
    private final Inventory inventory;
    private final SettingsVault vault;

    SettingsOutlook(Inventory inventory, SettingsVault vault) {
        this.inventory = inventory;
        this.vault = vault;
    }

    /**
     * What tenants have set and an update would not take over, by name; nothing when the next version migrates it itself.
     *
     * @param reset whether everything goes back to the defaults
     */
    public List<String> dropped(ModuleDescriptor next, boolean reset) {
        var schema = SettingsSchema.of(next);
        return inventory.ofModule(next.name()).stream()
                .filter(known -> reset || !next.config().migrates())
                .map(this::version)
                .flatMap(before -> migration(schema, before, reset, UnaryOperator.identity()).dropped().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * @throws ProblemException SETTING_MISSING when the next version requires a setting that has no value; not when it says
     *     that it migrates settings itself, for then only it knows
     */
    public void requireNothingMissing(ModuleDescriptor next, boolean reset) {
        if (!reset && next.config().migrates()) {
            return;
        }
        var schema = SettingsSchema.of(next);
        for (var installation : inventory.ofModule(next.name())) {
            var before = version(installation);
            migration(schema, before, reset, UnaryOperator.identity()).requireComplete(next, installation.tenantId());
        }
    }

    /** @param module what the module itself makes of what {@code before} sets; not asked when all is reset */
    SettingsMigration migration(
            SettingsSchema next, SettingsVersion before, boolean reset, UnaryOperator<Map<String, Object>> module) {
        if (reset) {
            return SettingsMigration.none(next, before);
        }
        var opened = vault.open(before);
        return SettingsMigration.of(next, before, opened, module.apply(opened));
    }

    /** What counts in an installation. */
    SettingsVersion version(Installation installation) {
        return vault.find(installation.tenantId(), installation.moduleName(), installation.settingsId());
    }
}
