package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.cli.Main;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.platform.EncryptionSecret;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.PrivateFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The commands of {@code ./a64} on a home. */
record Commands(Path home) {
    /** Under which archives are sealed on homes that have it. */
    static final EncryptionSecret SECRET = new EncryptionSecret("0123456789-0123456789-0123456789", Optional.empty());

    /** How a process ends that was killed. */
    static final int KILLED = 137;

    private static final long POLL_NANOS = 20_000;
    private static final long PATIENCE_SECONDS = 120;
    private static final List<String> DECIDING = List.of("A64_", "MONGODB_", "LICENSE_");

    /** As a node in development mode leaves it. */
    static void giveKeys(Home home) throws IOException {
        Files.createDirectories(home.keys());
        SigningKey.loadOrCreate(home.keys().resolve("installation.pem"));
        new PrivateFile(home.keys().resolve("license-encryption.key"))
                .write(SECRET.value().getBytes(StandardCharsets.US_ASCII));
    }

    /** What a command prints that is to do its work. */
    String run(String... command) {
        var out = new StringWriter();
        var err = new StringWriter();
        assertThat(call(out, err, command)).as(err.toString()).isZero();
        return out.toString();
    }

    /** The one sentence of a command that is to be refused. */
    String refused(String... command) {
        var err = new StringWriter();
        assertThat(call(new StringWriter(), err, command)).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1);
        return err.toString();
    }

    int call(StringWriter out, StringWriter err, String... command) {
        return Main.run(
                new PrintWriter(out), new PrintWriter(err), onHome(command).toArray(String[]::new));
    }

    /**
     * The same in a process of its own, which is killed when a moment has come.
     *
     * @return its exit code, {@link #KILLED} unless it ended before
     */
    int killedAt(BooleanSupplier moment, Map<String, String> environment, String... command) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> all = new ArrayList<>(List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
        all.addAll(List.of(System.getProperty("java.class.path"), Main.class.getName()));
        all.addAll(onHome(command));
        var builder = new ProcessBuilder(all)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> DECIDING.stream().anyMatch(name::startsWith));
        builder.environment().putAll(environment);
        try {
            return kill(builder.start(), moment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int kill(Process victim, BooleanSupplier moment) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (victim.isAlive() && !moment.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        victim.destroyForcibly();
        assertThat(victim.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return victim.exitValue();
    }

    private List<String> onHome(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--home", home.toString()));
        return all;
    }
}
