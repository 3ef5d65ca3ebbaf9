package com.a64platform.torture;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code ./a64 torture}: kills a node at random moments and says what came of each kill. It uses this machine only and ends by
 * itself. Exit codes: 0 when the node agreed with itself after every kill, 1 when not or when the time did not suffice, 2 when
 * it was wrongly called.
 */
public final class Torture {
    private final Options options;
    private final Path platform;
    private final PrintStream out;

    private Torture(Options options, Path platform, PrintStream out) {
        this.options = options;
        this.platform = platform;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // libraries have nothing to say here
        System.exit(run(Path.of(System.getProperty("a64.platform")), System.out, arguments));
    }

    /**
     * Runs it in this process, whose working folder has the modules' folders beside it.
     *
     * @param platform the folder that was assembled
     * @return the exit code
     */
    public static int run(Path platform, PrintStream out, String... arguments) throws IOException {
        try {
            Options options = Options.of(List.of(arguments));
            return new Torture(options, platform.toAbsolutePath(), out).run();
        } catch (IllegalArgumentException wrong) {
            out.println(wrong.getMessage());
            return 2;
        }
    }

    private int run() throws IOException {
        Path folder = Files.createTempDirectory("a64-torture-");
        out.println("Seed " + options.seed() + ", " + options.kills() + " kills, in " + folder);
        long begun = System.nanoTime();
        Rounds rounds = new Rounds(options, platform, folder, out);
        Thread ending = new Thread(rounds::close, "end");
        Runtime.getRuntime().addShutdownHook(ending);
        boolean held;
        try (rounds) {
            held = rounds.run();
        }
        Runtime.getRuntime().removeShutdownHook(ending);
        Summary summary = rounds.summary(Duration.ofNanos(System.nanoTime() - begun));
        out.println(summary.text());
        if (options.report().isPresent()) {
            Files.writeString(options.report().get(), summary.json());
        }
        if (held) {
            Folder.remove(folder);
        } else {
            out.println("Left to be looked at: " + folder);
        }
        return held && summary.complete() ? 0 : 1;
    }
}
