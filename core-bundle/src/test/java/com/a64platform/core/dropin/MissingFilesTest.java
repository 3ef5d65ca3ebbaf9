package com.a64platform.core.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MissingFilesTest {
    private static final Set<String> FARM = Set.of("farm");

    @Test
    void onlyWhatStaysAwayIsRemoved() {
        var patient = new MissingFiles(Duration.ofHours(1));
        assertThat(patient.removed(FARM, Set.of())).isEmpty();
        assertThat(patient.removed(FARM, Set.of())).isEmpty();
        assertThat(patient.pending()).isTrue();

        assertThat(patient.removed(Set.of(), Set.of())).as("it is back").isEmpty();
        assertThat(patient.pending()).isFalse();
    }

    @Test
    void tellsOnceOfWhatIsRemoved() {
        var hasty = new MissingFiles(Duration.ZERO);

        assertThat(hasty.removed(FARM, Set.of())).isEqualTo(FARM);
        assertThat(hasty.pending()).isFalse();
    }

    @Test
    void waitsForAFileOfTheModuleThatIsOnItsWay() {
        var hasty = new MissingFiles(Duration.ZERO);

        assertThat(hasty.removed(FARM, Set.of("farm-1.1.0.jar"))).isEmpty();
        assertThat(hasty.removed(FARM, Set.of("farmer.jar"))).isEqualTo(FARM);
    }
}
