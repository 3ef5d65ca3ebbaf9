package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HangingStopIT {
    @TempDir
    private Path folder;

    @Test
    void endsWithZeroAfterTheGraceNamingWhatHangs() throws IOException {
        Path assembly = OtherAssembly.with(NeverStops.class, folder.resolve("platform"));
        try (var node =
                PlatformProcess.on(folder.resolve("home")).from(assembly).with("A64_STOP_GRACE", "2")) {
            node.start();

            assertThat(node.terminate()).isZero();

            assertThat(node.log()).contains("Not stopped after 2 s").contains("com.a64platform.it.NeverStops.stop");
        }
    }
}
