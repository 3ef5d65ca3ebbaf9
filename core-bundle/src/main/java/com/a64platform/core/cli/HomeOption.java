package com.a64platform.core.cli;

import com.a64platform.core.backup.HomeSwap;
import com.a64platform.core.platform.Home;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which home a command works on: a mixin of every command. */
public final class HomeOption {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "${env:A64_HOME:-home}",
            description = "the platform's home (default: A64_HOME, else ./home)")
    private Path root;

    /** @throws com.a64platform.core.problem.ProblemException CONFLICT when a restore of it was cut off half-way */
    public Home home() {
        var home = new Home(root);
        new HomeSwap(home.root()).requireWhole();
        return home;
    }

    /** The folder, in whatever state it is. */
    public Path root() {
        return new Home(root).root();
    }
}
