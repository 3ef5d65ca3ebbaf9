package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands of the real script from the real assembly, on one home. */
final class Script {
    private final Path home;

    Script(Path home) {
        this.home = home;
    }

    /** @return what it printed; fails when it does not exit with zero */
    String run(Object... arguments) {
        return exiting(0, arguments);
    }

    /** @return what it printed; fails when it exits with another code */
    String exiting(int code, Object... arguments) {
        Path platform =
                Path.of(System.getProperty("a64.platform", "target/a64")).toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(platform.resolve("a64").toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        command.addAll(List.of("--home", home.toString()));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as("%s printed:%n%s", command, printed)
                    .isEqualTo(code);
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
