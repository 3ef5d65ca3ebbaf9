package com.a64platform.core.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
    @Test
    void ordersAsTheSpecificationDoes() {
        List<Version> ordered = List.of(
                        "0.0.1",
                        "0.9.9",
                        "1.0.0-0",
                        "1.0.0-alpha",
                        "1.0.0-alpha.1",
                        "1.0.0-alpha.beta",
                        "1.0.0-beta",
                        "1.0.0-beta.2",
                        "1.0.0-beta.11",
                        "1.0.0-rc.1",
                        "1.0.0",
                        "1.0.10",
                        "1.2.0",
                        "1.10.0",
                        "2.0.0")
                .stream()
                .map(Version::parse)
                .toList();
        List<Version> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(7));

        Collections.sort(shuffled);

        assertThat(shuffled).isEqualTo(ordered);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.4",
                "10.20.30",
                "1.1.2-prerelease",
                "1.0.0-alpha0.valid",
                "1.0.0-alpha.0valid",
                "1.2.3----RC-SNAPSHOT.12.9.1--.12",
                "1.0.0-0A.is.legal",
                "999999999999999.0.0"
            })
    void readsWhatItWrites(String text) {
        assertThat(Version.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2",
                "1.2.3-0123",
                "1.2.3-0123.0123",
                "1.1.2+build",
                "1.0.0-rc.1+5",
                "+invalid",
                "-invalid",
                "alpha",
                "1.0.0-alpha_beta",
                "1.0.0-alpha..",
                "01.1.1",
                "1.01.1",
                "1.1.01",
                "1.2.3.DEV",
                "v1.2.3",
                " 1.2.3",
                "1.2.3\n",
                "1.0.0-\u0661",
                "9999999999999999.0.0"
            })
    void refusesWhatIsNoVersionOrHasBuildMetadata(String text) {
        assertThat(Version.find(text)).isEmpty();
        assertThatThrownBy(() -> Version.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write it like");
    }
}
