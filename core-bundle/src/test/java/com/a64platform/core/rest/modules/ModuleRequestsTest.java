package com.a64platform.core.rest.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModuleRequestsTest {
    @Test
    void refusesAnUpdateThatAsksForWhatWouldBeLeftUndone() {
        var backup = update(Optional.empty(), Optional.empty(), Optional.of(true));

        assertThatThrownBy(backup::checked)
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.NOT_SUPPORTED));
    }

    @Test
    void takesAnUpdateThatAsksForWhatHappens() {
        var plain = update(Optional.of("1.1.0"), Optional.of(false), Optional.of(false));

        assertThat(plain.checked()).isEqualTo(plain);
    }

    private static ModuleRequests.Update update(
            Optional<String> version, Optional<Boolean> preserveConfig, Optional<Boolean> backupCurrent) {
        return new ModuleRequests.Update(
                version, preserveConfig, backupCurrent, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
