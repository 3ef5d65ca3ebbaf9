package com.a64platform.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.problem.ProblemException.FieldError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsChangeTest {
    private final SettingsVault vault = new InMemorySettings().vault();
    private final SettingsVersion none = SettingsVersion.none("green", Pump.MODULE);

    @Test
    void namesEveryFaultAtOnceAndNoValue() {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("litres", "s3cret");
        given.put("loud", null);
        given.put("key", "abc");
        given.put("a/b", true);
        given.put("note", SettingsSchema.MASK);

        assertThatThrownBy(() -> SettingsChange.of(Pump.schema(), none, given, "/settings"))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
                    assertThat(problem.errors())
                            .extracting(FieldError::pointer)
                            .containsExactlyInAnyOrder(
                                    "/settings/name",
                                    "/settings/litres",
                                    "/settings/loud",
                                    "/settings/key",
                                    "/settings/a~1b",
                                    "/settings/note");
                    assertThat(problem.errors().toString()).doesNotContain("s3cret", "abc");
                });
    }

    @Test
    void refusesANumberThatIsNone() {
        assertThatThrownBy(
                        () -> change(none, Map.of("name", "Well", "key", "abcd", "litres", Double.POSITIVE_INFINITY)))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.errors())
                        .extracting(FieldError::pointer)
                        .contains("/settings/litres"));
    }

    @Test
    void leavesOutWhatEqualsItsDefaultUnlessItWasSetBefore() {
        var first = change(none, Map.of("name", "Well", "key", "abcd", "litres", 50.0, "loud", true));
        assertThat(first.plain()).isEqualTo(Map.of("name", "Well", "loud", true));

        var set = kept(none, Map.of("name", "Well", "key", "abcd", "litres", 60));
        assertThat(change(set, Map.of("name", "Well", "key", "abcd", "litres", 50))
                        .plain())
                .isEqualTo(Map.of("name", "Well", "litres", 50L));
    }

    @Test
    void keepsASensitiveValueThatIsSentBackMasked() {
        var before = kept(none, Map.of("name", "Well", "key", "abcd", "note", "quiet"));

        var after = kept(before, Map.of("name", "Spring", "key", SettingsSchema.MASK));

        assertThat(vault.open(after)).isEqualTo(Map.of("name", "Spring", "key", "abcd"));
        assertThat(after.sealed().get("key")).isEqualTo(before.sealed().get("key"));
        assertThat(after.changed()).containsExactly("name", "note");
        assertThat(after.plain()).doesNotContainKeys("key", "note");
    }

    @Test
    void whatIsLeftOutGoesBackToItsDefault() {
        var before = kept(none, Map.of("name", "Well", "key", "abcd", "litres", 60));

        var after = kept(before, Map.of("name", "Well", "key", "efgh"));

        assertThat(Pump.schema().effective(vault.open(after)))
                .isEqualTo(Map.of("name", "Well", "litres", 50L, "loud", false, "key", "efgh"));
        assertThat(after.changed()).isEqualTo(List.of("key", "litres"));
    }

    private SettingsDraft change(SettingsVersion before, Map<String, Object> given) {
        return SettingsChange.of(Pump.schema(), before, given, "/settings");
    }

    private SettingsVersion kept(SettingsVersion before, Map<String, Object> given) {
        return vault.keep(before, change(before, given), Pump.BY_ADA);
    }
}
