package com.a64platform.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.platform.EncryptionSecret;
import com.a64platform.core.settings.SettingsVault.Resealed;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsVaultTest {
    private static final String OLD = "the old secret of more than 32 characters";
    private static final String NEW = "the new secret of more than 32 characters";

    private final InMemorySettings stored = new InMemorySettings();
    private final SettingsVault vault = vault(OLD, Optional.empty());

    @Test
    void sealsSensitiveValuesForTheirPlaceOnly() {
        var green = keep(vault, SettingsVersion.none("green", Pump.MODULE), "s3cret");

        assertThat(vault.open(green)).isEqualTo(Map.of("litres", 3L, "key", "s3cret"));
        assertThat(new String(green.sealed().get("key").sealed(), StandardCharsets.ISO_8859_1))
                .doesNotContain("s3cret");
        assertThat(green.toString()).doesNotContain("s3cret");
        var moved = vault.keep(
                SettingsVersion.none("blue", Pump.MODULE),
                new SettingsDraft(Map.of(), Map.of(), green.sealed()),
                Pump.BY_ADA);
        assertThat(vault.open(moved)).isEmpty();
        var renamed = vault.keep(
                green,
                new SettingsDraft(
                        Map.of(), Map.of(), Map.of("note", green.sealed().get("key"))),
                Pump.BY_ADA);
        assertThat(vault.open(renamed)).isEmpty();
    }

    @Test
    void sealsAnewWhatOnlyThePreviousSecretOpens() {
        var first = keep(vault, SettingsVersion.none("green", Pump.MODULE), "one");
        var second = keep(vault, first, "two");
        var rotating = vault(NEW, Optional.of(OLD));
        assertThat(rotating.open(second)).containsEntry("key", "two");

        assertThat(rotating.sealAnew()).isEqualTo(new Resealed(2, 0, 0));
        assertThat(rotating.sealAnew()).isEqualTo(new Resealed(0, 2, 0));

        var now = vault(NEW, Optional.empty());
        assertThat(now.chain("green", Pump.MODULE, second.id()))
                .extracting(version -> now.open(version).get("key"))
                .containsExactly("two", "one");
        assertThat(now.find("green", Pump.MODULE, second.id()).plain()).isEqualTo(second.plain());
    }

    @Test
    void leavesAsItIsWhatNeitherSecretOpens() {
        var version = keep(vault, SettingsVersion.none("green", Pump.MODULE), "one");
        var stranger = vault(NEW, Optional.empty());

        assertThat(stranger.sealAnew()).isEqualTo(new Resealed(0, 0, 1));

        assertThat(stranger.open(version)).isEqualTo(Map.of("litres", 3L));
        assertThat(stored.all()).containsExactly(version);
    }

    @Test
    void keepsTheNewestHundredAndOnlyOfTheSameTenant() {
        var other = keep(vault, SettingsVersion.none("blue", Pump.MODULE), "other");
        var newest = SettingsVersion.none("green", Pump.MODULE);
        for (int i = 0; i < SettingsVault.KEPT + 3; i++) {
            newest = keep(vault, newest, "key-" + i);
        }

        vault.prune(newest);

        var chain = vault.chain("green", Pump.MODULE, newest.id());
        assertThat(chain).hasSize(SettingsVault.KEPT);
        assertThat(chain.get(0).number()).isEqualTo(SettingsVault.KEPT + 3);
        assertThat(vault.find("blue", Pump.MODULE, other.id())).isEqualTo(other);
        vault.forget("green", Pump.MODULE);
        assertThat(stored.all()).containsExactly(other);
    }

    private static SettingsVersion keep(SettingsVault vault, SettingsVersion before, String key) {
        return vault.keep(before, new SettingsDraft(Map.of("litres", 3L), Map.of("key", key), Map.of()), Pump.BY_ADA);
    }

    private SettingsVault vault(String secret, Optional<String> previous) {
        return new SettingsVault(stored, new EncryptionSecret(secret, previous));
    }
}
