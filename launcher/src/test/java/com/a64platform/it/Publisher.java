package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who signs modules and licenses with the keys of a home, by the platform's own command line. It runs in the test's own
 * process: a machine for each command would take longer than most of what is tested. {@link Script} starts the real one.
 */
final class Publisher {
    private final Path home;

    private Publisher(Path home) {
        this.home = home;
    }

    /** Makes the home's keys and lets the home trust them in production mode too. */
    static Publisher trustedBy(Path home) {
        Publisher publisher = new Publisher(home);
        publisher.atHome("keys", "init");
        publisher.atHome("trust", "install-root");
        return publisher;
    }

    /** Writes {@code JAR.sig} beside the module. */
    Path sign(Path jar) {
        atHome("module", "sign", jar.toString());
        return jar.resolveSibling(jar.getFileName() + ".sig");
    }

    /** Publishes signed modules in a registry's folder. */
    void publish(Path registry, Path... jars) {
        List<String> command = new ArrayList<>(List.of("registry", "publish", "--registry", registry.toString()));
        for (Path jar : jars) {
            command.add(jar.toString());
        }
        atHome(command.toArray(String[]::new));
    }

    /** Signs modules and publishes them in a registry's folder, which it returns. */
    Path offer(Path registry, Path... jars) {
        for (Path jar : jars) {
            sign(jar);
        }
        publish(registry, jars);
        return registry;
    }

    /** Writes modules into one file; what is told. */
    String export(Path out, String... more) {
        List<String> command = new ArrayList<>(List.of("export", "--out", out.toString()));
        command.addAll(List.of(more));
        return atHome(command.toArray(String[]::new));
    }

    /** A license for the module in the default tenant, or as more options say. */
    String license(String module, String... more) {
        List<String> options = new ArrayList<>(List.of("--days", "30"));
        options.addAll(List.of(more));
        return issue(module, options.toArray(String[]::new));
    }

    /** A license for the module in the default tenant, or as options say. */
    String issue(String module, String... options) {
        List<String> command = new ArrayList<>(List.of("license", "issue", "--module", module));
        command.addAll(List.of(options));
        return atHome(command.toArray(String[]::new))
                .lines()
                .filter(line -> line.startsWith("ey"))
                .findFirst()
                .orElseThrow();
    }

    /** That a license is revoked, signed. */
    String status(String license) {
        return atHome("license", "revoke", license).strip();
    }

    /** Who uses the command line on a home and trusts nobody for it. */
    static Publisher on(Path home) {
        return new Publisher(home);
    }

    /** Runs a command, which has to end well, and returns what it says. */
    String run(String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter to = new PrintWriter(said, true);
        int code = Main.run(to, to, arguments);
        assertThat(code).as("%s%n%s", String.join(" ", arguments), said).isZero();
        return said.toString();
    }

    /** Runs a command of those that work on a home. */
    String atHome(String... arguments) {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("--home", home.toString()));
        return run(command.toArray(String[]::new));
    }
}
