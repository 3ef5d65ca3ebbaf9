package com.a64platform.core.settings;

import com.a64platform.core.descriptors.DescriptorReader;
import com.a64platform.core.settings.SettingsVersion.Cause;
import com.a64platform.core.settings.SettingsVersion.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A module with one setting of each kind. */
final class Pump {
    static final String MODULE = "pump";
    static final Origin BY_ADA =
            new Origin(Cause.CHANGE, "1.0.0", "", "u1", "ada@example.org", Instant.parse("2026-06-01T12:00:00Z"));

    static final String SETTINGS = """
            "name": {"type": "string", "label": "Name", "required": true, "max": 10},
            "litres": {"type": "number", "label": "Litres", "default": 50, "min": 1, "max": 100},
            "loud": {"type": "boolean", "default": false},
            "key": {"type": "password", "label": "Key", "required": true, "min": 4},
            "note": {"type": "string", "sensitive": true}
            """;

    private Pump() {}

    static SettingsSchema schema() {
        return schema(SETTINGS);
    }

    static SettingsSchema schema(String settings) {
        var descriptor = """
                {"name": "pump", "version": "1.0.0", "displayName": "Pump", "config": {"schema": {%s}}}
                """.formatted(settings);
        return SettingsSchema.of(new DescriptorReader().read(descriptor.getBytes(StandardCharsets.UTF_8)));
    }
}
