package com.a64platform.core.rest.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.configuring.ConfigureModule.Settings;
import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.SampleInstallation;
import com.a64platform.core.rest.settings.VersionView.Change;
import com.a64platform.core.settings.InMemorySettings;
import com.a64platform.core.settings.SettingsDraft;
import com.a64platform.core.settings.SettingsSchema;
import com.a64platform.core.settings.SettingsVault;
import com.a64platform.core.settings.SettingsVersion;
import com.a64platform.core.settings.SettingsVersion.Cause;
import com.a64platform.core.settings.SettingsVersion.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VersionViewTest {
    private static final String DESCRIPTOR = """
            {"name": "pump", "version": "1.0.0", "displayName": "Pump", "config": {"schema": {
             "litres": {"type": "number"}, "token": {"type": "string", "sensitive": true}, "key": {"type": "string"}}}}
            """;

    private final SettingsVault vault = new InMemorySettings().vault();

    @Test
    void showsWhatChangedAndNoSensitiveValueThatIsOrEverWas() {
        var none = SettingsVersion.none("green", "pump");
        var first = keep(none, new SettingsDraft(Map.of("litres", 3L, "token", "plain-once"), Map.of(), Map.of()));
        var second = keep(first, new SettingsDraft(Map.of("litres", 4L), Map.of("key", "s3cret"), Map.of()));
        var settings =
                new Settings(SampleInstallation.of("i", "green", "pump", InstallationState.ENABLED), schema(), second);

        var views = VersionView.all(settings, vault.chain("green", "pump", second.id()));

        assertThat(views).extracting(VersionView::version).containsExactly(2L, 1L);
        assertThat(views.get(0).changes())
                .containsExactly(
                        new Change("key", Optional.empty(), Optional.of(SettingsSchema.MASK)),
                        new Change("litres", Optional.of(3L), Optional.of(4L)),
                        new Change("token", Optional.of(SettingsSchema.MASK), Optional.empty()));
        assertThat(views.toString()).doesNotContain("s3cret", "plain-once");
        assertThat(views.get(1).userEmail()).contains("ada@example.org");
        assertThat(views.get(1).cause()).isEqualTo("change");
    }

    private SettingsVersion keep(SettingsVersion before, SettingsDraft draft) {
        var origin = new Origin(Cause.CHANGE, "1.0.0", "", "u1", "ada@example.org", Instant.EPOCH);
        return vault.keep(before, draft, origin);
    }

    private static SettingsSchema schema() {
        return SettingsSchema.of(new DescriptorReader().read(DESCRIPTOR.getBytes(StandardCharsets.UTF_8)));
    }
}
