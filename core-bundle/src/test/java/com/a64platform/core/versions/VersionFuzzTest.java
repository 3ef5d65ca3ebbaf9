package com.a64platform.core.versions;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.fuzz.Fuzzing;
import com.a64platform.core.fuzz.Mutations;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("attack")
class VersionFuzzTest {
    private static final Version SOME = Version.parse("1.2.3-rc.1");

    @Test
    void readsOrRefusesEveryRange() {
        var inputs = Mutations.of(
                "^1.2.3", "~1.2", ">=1.0.0 <3.0.0 || 5.x", "1.2.3 - 2.0", "*", "", ">= 1.0.0-rc.1", "=1.2.3-a.b.9");

        Fuzzing.of("range", IllegalArgumentException.class).within(1 << 20).run(20_000, inputs, text -> {
            VersionRange range = VersionRange.parse(new String(text, StandardCharsets.UTF_8));
            range.contains(SOME);
        });
    }

    @Test
    void readsOrRefusesEveryVersion() {
        var inputs = Mutations.of("1.2.3", "0.0.0", "10.20.30-rc.1", "1.0.0-alpha.beta.1", "1.0.0-0a.-");

        Fuzzing.of("version", IllegalArgumentException.class).within(1 << 20).run(15_000, inputs, text -> {
            Version version = Version.parse(new String(text, StandardCharsets.UTF_8));
            assertThat(version.compareTo(SOME)).isEqualTo(-SOME.compareTo(version));
            assertThat(Version.parse(version.toString())).isEqualTo(version);
        });
    }
}
