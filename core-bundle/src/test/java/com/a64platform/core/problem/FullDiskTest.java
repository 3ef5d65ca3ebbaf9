package com.a64platform.core.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class FullDiskTest {
    @Test
    void findsItAmongTheCauses() {
        var failure = new UncheckedIOException("not written", new IOException("x: No space left on device"));

        assertThat(FullDisk.behind(failure))
                .hasValueSatisfying(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.STORAGE_FULL));
    }

    @Test
    void takesNothingElseForIt() {
        assertThat(FullDisk.is(new IOException("Permission denied"))).isFalse();
        assertThat(FullDisk.is(new IOException())).isFalse();
        assertThat(FullDisk.is(new IllegalStateException("No space left in the bag")))
                .isFalse();
    }
}
