package com.a64platform.core.cli;

import com.a64platform.core.cli.developing.DevCommand;
import com.a64platform.core.cli.keeping.BackupCommand;
import com.a64platform.core.cli.keeping.RestoreCommand;
import com.a64platform.core.cli.keeping.StoreCommand;
import com.a64platform.core.cli.publishing.ExportCommand;
import com.a64platform.core.cli.publishing.ModuleCommand;
import com.a64platform.core.cli.publishing.PublisherCommand;
import com.a64platform.core.cli.publishing.RegistryCommand;
import com.a64platform.core.cli.publishing.TrustCommand;
import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.problem.ProblemException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The command line. A command answers on standard output and says a failure in one sentence on standard error. Exit code
 * 0: done; 1: refused or failed; 2: wrongly called.
 */
@Command(
        name = "a64",
        description =
                "Shows modules live while they are written, makes keys, signs modules, publishes them, issues licenses, moves data and lets the administrator in.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            AdminCommand.class,
            AuditCommand.class,
            BackupCommand.class,
            DataCommand.class,
            DevCommand.class,
            ExportCommand.class,
            KeysCommand.class,
            LicenseCommand.class,
            LicenseServerCommand.class,
            ModuleCommand.class,
            PublisherCommand.class,
            RegistryCommand.class,
            RestoreCommand.class,
            StoreCommand.class,
            TrustCommand.class
        })
public final class Main extends CommandGroup {
    public static void main(String[] arguments) {
        // libraries have nothing to say here: standard error is for one sentence
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    /**
     * Runs one command in this process.
     *
     * @return its exit code
     */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, given) -> wronglyCalled(wrong))
                .setExecutionExceptionHandler((failure, command, result) -> failed(failure, command))
                .execute(arguments);
    }

    private static int wronglyCalled(ParameterException wrong) {
        var command = wrong.getCommandLine();
        command.getErr().println(wrong.getMessage() + " ('" + command.getCommandName() + " --help' tells more.)");
        return CommandLine.ExitCode.USAGE;
    }

    /** What we say ourselves is a sentence; of anything else the kind is told, for its text is not written for people. */
    private static int failed(Exception failure, CommandLine command) {
        boolean ours = failure instanceof ProblemException
                || failure instanceof CommandFailure
                || failure instanceof PrivateFile.Exposed
                || failure instanceof UncheckedIOException;
        command.getErr().println(ours ? failure.getMessage() : "The command failed unexpectedly: " + failure);
        return CommandLine.ExitCode.SOFTWARE;
    }
}
