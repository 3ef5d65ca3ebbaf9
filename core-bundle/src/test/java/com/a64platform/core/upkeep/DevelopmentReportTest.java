package com.a64platform.core.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.platform.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentReportTest {
    @TempDir
    Path folder;

    @Test
    void isReadAsItWasWrittenAndByTheOwnerOnly() throws IOException {
        var home = new Home(folder);
        Files.createDirectories(home.run());
        var report = new DevelopmentReport(17, home.deploy(), Map.of("shop", "ab12", "hello", "cd34"));

        report.write(home);

        assertThat(DevelopmentReport.read(home)).contains(report);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home.run().resolve("development.json"))))
                .isEqualTo("rw-------");
        DevelopmentReport.withdraw(home);
        assertThat(DevelopmentReport.read(home)).isEmpty();
    }
}
