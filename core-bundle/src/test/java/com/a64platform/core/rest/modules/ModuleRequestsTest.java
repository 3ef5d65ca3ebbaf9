package com.a64platform.core.rest.modules;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.installer.DataChoice;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModuleRequestsTest {
    @Test
    void readsWhatBecomesOfTheData() {
        var both =
                new ModuleRequests.Uninstall(Optional.of(true), Optional.of(true), Optional.empty(), Optional.empty());

        assertThat(both.choice()).isEqualTo(new DataChoice(true, true));
        assertThat(ModuleRequests.Uninstall.KEEPING_DATA.choice()).isEqualTo(DataChoice.KEEP);
    }
}
