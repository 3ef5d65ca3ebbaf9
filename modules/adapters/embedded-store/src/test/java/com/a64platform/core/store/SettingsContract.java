package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.crypto.SealedValue;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.settings.SettingsVersion;
import com.a64platform.core.settings.SettingsVersion.Cause;
import com.a64platform.core.settings.SettingsVersion.Origin;
import com.a64platform.core.store.settings.MongoSettingsRepository;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Versions of settings, whatever engine is below. */
interface SettingsContract {
    MongoStore store();

    @Test
    default void readsBackEveryMemberOfAVersion() {
        var settings = new MongoSettingsRepository(store());
        var module = fresh();
        var version = version("green", module, 1);

        settings.add(version);

        assertThat(settings.find("green", module, version.id())).contains(version);
        assertThat(settings.find("green", module)).containsExactly(version);
        assertThat(settings.all()).contains(version);
    }

    @Test
    default void keepsAVersionAsItWasAddedFirst() {
        var settings = new MongoSettingsRepository(store());
        var first = version("green", fresh(), 1);
        settings.add(first);
        var second =
                new SettingsVersion(first.id(), "blue", "other", 2, "", first.origin(), Map.of(), Map.of(), List.of());

        assertThatThrownBy(() -> settings.add(second))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.CONFLICT));

        assertThat(settings.find("green", first.module(), first.id())).contains(first);
    }

    @Test
    default void findsNothingOfAnotherTenantOrModule() {
        var settings = new MongoSettingsRepository(store());
        var module = fresh();
        var green = version("green", module, 1);
        settings.add(green);

        assertThat(settings.find("blue", module, green.id())).isEmpty();
        assertThat(settings.find("green", fresh(), green.id())).isEmpty();
        assertThat(settings.find("blue", module)).isEmpty();
        settings.remove("blue", module, green.id());
        settings.remove("blue", module);
        assertThat(settings.find("green", module)).containsExactly(green);
        settings.remove("green", module);
        assertThat(settings.find("green", module)).isEmpty();
    }

    @Test
    default void writesOnlyTheSealedValuesAnew() {
        var settings = new MongoSettingsRepository(store());
        var module = fresh();
        var version = version("green", module, 1);
        settings.add(version);
        var anew = Map.of("key", new SealedValue("new", new byte[] {7}, new byte[] {8, 9}));
        var other =
                new SettingsVersion(version.id(), "green", module, 9, "x", version.origin(), Map.of(), anew, List.of());

        settings.reseal(other);

        var written = settings.find("green", module, version.id()).orElseThrow();
        assertThat(written.sealed()).isEqualTo(anew);
        assertThat(written.plain()).isEqualTo(version.plain());
        settings.remove("green", module, version.id());
        settings.reseal(other);
        assertThat(settings.find("green", module)).isEmpty();
    }

    private static String fresh() {
        return "pump-" + UUID.randomUUID();
    }

    private static SettingsVersion version(String tenant, String module, long number) {
        return new SettingsVersion(
                UUID.randomUUID().toString(),
                tenant,
                module,
                number,
                "the one before",
                new Origin(Cause.UPDATE, "1.1.0", "op", "u1", "ada@example.org", Instant.parse("2026-06-01T12:00:00Z")),
                Map.of("name", "Grünfläche", "litres", 3L, "depth", 0.5, "loud", true),
                Map.of("key", new SealedValue("id", new byte[] {1, 2}, new byte[] {3, 4, 5})),
                List.of("key", "name"));
    }
}
