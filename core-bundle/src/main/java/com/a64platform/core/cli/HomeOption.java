package com.a64platform.core.cli;

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

    public Home home() {
        return new Home(root);
    }
}
