package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Who signs modules and licenses with the keys of a home, by the platform's own command line. */
final class Publisher {
    private final Path home;

    private Publisher(Path home) {
        this.home = home;
    }

    /** Makes the home's keys and lets the home trust them in production mode too. */
    static Publisher trustedBy(Path home) {
        Publisher publisher = new Publisher(home);
        publisher.run("keys", "init");
        publisher.run("trust", "install-root");
        return publisher;
    }

    /** Writes {@code JAR.sig} beside the module. */
    Path sign(Path jar) {
        run("module", "sign", jar.toString());
        return jar.resolveSibling(jar.getFileName() + ".sig");
    }

    /** Publishes signed modules in a registry's folder. */
    void publish(Path registry, Path... jars) {
        List<String> command = new ArrayList<>(List.of("registry", "publish", "--registry", registry.toString()));
        for (Path jar : jars) {
            command.add(jar.toString());
        }
        run(command.toArray(String[]::new));
    }

    /** Writes modules into one file; what is told. */
    String export(Path out, String... more) {
        List<String> command = new ArrayList<>(List.of("export", "--out", out.toString()));
        command.addAll(List.of(more));
        return run(command.toArray(String[]::new));
    }

    /** A license for the module in the default tenant, or as more options say. */
    String license(String module, String... more) {
        List<String> command = new ArrayList<>(List.of("license", "issue", "--module", module, "--days", "30"));
        command.addAll(List.of(more));
        return run(command.toArray(String[]::new))
                .lines()
                .filter(line -> line.startsWith("ey"))
                .findFirst()
                .orElseThrow();
    }

    /** That a license is revoked, signed. */
    String status(String license) {
        return run("license", "revoke", license).strip();
    }

    /** Who uses the command line on a home and trusts nobody for it. */
    static Publisher on(Path home) {
        return new Publisher(home);
    }

    /** Runs a command, which has to end well, and returns what it says. */
    String run(String... arguments) {
        try {
            String java = ProcessHandle.current().info().command().orElse("java");
            Path platform =
                    Path.of(System.getProperty("a64.platform", "target/a64")).toAbsolutePath();
            List<String> command = new ArrayList<>(List.of(
                    java,
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    platform.resolve("system") + "/*:" + platform.resolve("lib/slf4j-api.jar"),
                    "com.a64platform.core.cli.Main"));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("A64_HOME", home.toString());
            Path output = Files.createTempFile("publisher", ".out");
            Process process = builder.redirectOutput(output.toFile()).start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            String text = Files.readString(output);
            Files.delete(output);
            assertThat(process.exitValue())
                    .as(String.join(" ", arguments) + "%n%s", text)
                    .isZero();
            return text;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
