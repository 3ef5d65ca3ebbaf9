package com.a64platform.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsMigrationTest {
    private static final String NEXT = """
            "name": {"type": "string", "max": 3},
            "litres": {"type": "number", "max": 70},
            "loud": {"type": "boolean", "default": true},
            "key": {"type": "password", "required": true},
            "label": {"type": "string", "required": true}
            """;

    private final SettingsVault vault = new InMemorySettings().vault();
    private final SettingsVersion before =
            keep(Map.of("name", "Fountain", "litres", 60, "key", "abcd", "note", "quiet"));

    @Test
    void keepsWhatFitsDropsWhatDoesNotAndNamesWhatIsMissing() {
        var migration = migrate(Pump.schema(NEXT), vault.open(before));

        assertThat(migration.draft().plain()).isEqualTo(Map.of("litres", 60L));
        assertThat(migration.draft().kept())
                .isEqualTo(Map.of("key", before.sealed().get("key")));
        assertThat(migration.dropped()).containsExactly("name", "note");
        assertThat(migration.missing()).containsExactly("label");
    }

    @Test
    void takesWhatTheModuleMakesOfThem() {
        var values = new HashMap<>(vault.open(before));
        values.put("label", values.remove("name"));
        values.put("key", "efgh");

        var migration = migrate(Pump.schema(NEXT), values);

        assertThat(migration.missing()).isEmpty();
        assertThat(migration.draft().plain()).isEqualTo(Map.of("litres", 60L, "label", "Fountain"));
        assertThat(migration.draft().secret()).isEqualTo(Map.of("key", "efgh"));
    }

    @Test
    void sealsWhatHasBecomeSensitiveAndKeepsSealedWhatIsNoMore() {
        var migration = migrate(Pump.schema("""
                "name": {"type": "string", "sensitive": true}, "key": {"type": "string"}
                """), vault.open(before));

        assertThat(migration.draft().secret()).isEqualTo(Map.of("name", "Fountain"));
        assertThat(migration.draft().kept()).containsOnlyKeys("key");
        assertThat(migration.draft().plain()).isEmpty();
    }

    @Test
    void keepsWhatDoesNotOpen() {
        var migration = SettingsMigration.of(Pump.schema(NEXT), before, before.plain(), before.plain());

        assertThat(migration.draft().kept()).containsOnlyKeys("key");
        assertThat(migration.missing()).containsExactly("label");
    }

    @Test
    void backToTheDefaultsNamesWhatIsMissingThen() {
        var migration = SettingsMigration.none(Pump.schema(NEXT), before);

        assertThat(migration.draft().isEmpty()).isTrue();
        assertThat(migration.missing()).containsExactly("key", "label");
        assertThat(migration.dropped()).containsExactly("key", "litres", "name", "note");
    }

    private SettingsMigration migrate(SettingsSchema next, Map<String, Object> values) {
        return SettingsMigration.of(next, before, vault.open(before), values);
    }

    private SettingsVersion keep(Map<String, Object> given) {
        var none = SettingsVersion.none("green", Pump.MODULE);
        return vault.keep(none, SettingsChange.of(Pump.schema(), none, given, "/settings"), Pump.BY_ADA);
    }
}
