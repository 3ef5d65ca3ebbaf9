package com.a64platform.core.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that is only the name for others: called by itself it asks which. */
public class CommandGroup implements Runnable {
    @Spec
    protected CommandSpec spec;

    @Override
    public final void run() {
        var names = String.join(", ", spec.subcommands().keySet());
        throw new ParameterException(spec.commandLine(), "Say which command: " + names + ".");
    }
}
