package com.a64platform.core.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases of node-semver's own test fixtures. */
class VersionRangeTest {
    @ParameterizedTest
    @CsvSource({
        "1.0.0 - 2.0.0, 1.2.3",
        "1.0 - 2, 2.9.9",
        "^1.2.3, 1.8.1",
        "^0.1, 0.1.2",
        "^0.0.1, 0.0.1",
        "^1.2, 1.4.2",
        "^1.2 ^1, 1.4.2",
        "^1.2.3-alpha, 1.2.3-pre",
        "^0.0.1-alpha, 0.0.1-beta",
        "^x, 1.2.3",
        "~1, 1.2.3",
        "~1.2.1 >=1.2.3, 1.2.3",
        "~2.4, 2.4.5",
        "~1.2.3-beta.2, 1.2.3-beta.4",
        "1.0.0, 1.0.0",
        "'', 1.0.0",
        "*, 1.2.3",
        ">=*, 0.2.4",
        ">=1.0.0, 1.1.0",
        ">1.0.0, 1.0.1",
        "<=2.0.0, 0.2.9",
        "<2, 1.9.9",
        ">= 1.0.0, 1.0.1",
        "0.1.20 || 1.2.4, 1.2.4",
        ">=0.2.3 || <0.0.1, 0.0.0",
        "||, 1.3.4",
        "2.x.x, 2.1.3",
        "1.2.x || 2.x, 2.1.3",
        "x, 1.2.3",
        "2.*.*, 2.1.3",
        ">1, 2.0.0",
        ">1.2, 1.3.0",
        "<=1, 1.9.9",
        "<=1.2, 1.2.9",
        "1.2.3-pre - 2.4.3-pre, 1.2.3-pre.2",
        ">=17, 17.0.0",
        "=v1.2.3, 1.2.3"
    })
    void contains(String range, String version) {
        assertThat(VersionRange.parse(range).contains(Version.parse(version))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1.0.0 - 2.0.0, 2.2.3",
        "^1.2.3, 2.0.0-alpha",
        "^1.2.3, 1.2.2",
        "^1.2.3, 1.5.0-beta",
        "^1.2, 1.1.9",
        "^0.1.0, 0.2.0",
        "^0.0.1, 0.0.2",
        "^0.0.1, 0.0.2-alpha",
        "~1.2.3-beta.2, 1.2.4-beta.2",
        "~2.4, 2.5.0",
        "~1, 2.0.0",
        "*, 1.2.3-foo",
        "1.0.0, 1.0.1",
        ">=1.0.0, 1.0.0-rc.1",
        ">1, 1.9.9",
        ">1.2, 1.2.8",
        "<1, 1.0.0-beta",
        "<1.2, 1.2.0",
        "<=1.2, 1.3.0",
        "1, 2.0.0-beta",
        ">*, 1.2.3",
        "<*, 0.0.0",
        "2.x.x, 3.1.3",
        "1.2.x || 2.x, 1.1.3",
        ">=1.0.0 <2.0.0, 2.0.0",
        "=1.2.3-beta, 1.2.3"
    })
    void doesNotContain(String range, String version) {
        assertThat(VersionRange.parse(range).contains(Version.parse(version))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"one", "1.2.3.4", "^", ">=1.0.0 and more", "1.0.0+build", "=>1", "01", "1..2", "~>1", "1,2"})
    void refusesWhatIsNoRange(String text) {
        assertThat(VersionRange.find(text)).isEmpty();
        assertThatThrownBy(() -> VersionRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesControlCharactersAroundARange() {
        assertThat(VersionRange.find("1.0.0\0")).isEmpty();
        assertThat(VersionRange.find("\u0001^1.0.0")).isEmpty();
    }

    @Test
    void refusesOverlongTexts() {
        assertThat(VersionRange.find("1 ".repeat(101))).isEmpty();
    }
}
