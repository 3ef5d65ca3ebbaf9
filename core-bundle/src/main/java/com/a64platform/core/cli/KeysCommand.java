package com.a64platform.core.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keys}: the development keys of a home. */
@Command(name = "keys", description = "The keys of a home for developing.", mixinStandardHelpOptions = true)
final class KeysCommand extends CommandGroup {
    @Command(
            name = "init",
            description =
                    "Makes the development keys (root, registry, timestamp, publisher, issuer) unless they are there.",
            mixinStandardHelpOptions = true)
    void init(@Mixin HomeOption home) {
        var keys = DevelopmentKeys.of(home.home());
        spec.commandLine().getOut().println("The development keys are in " + keys.folder() + "; keep them private.");
        for (DevelopmentKeys.Role role : DevelopmentKeys.Role.values()) {
            spec.commandLine().getOut().println(role + " " + keys.key(role).keyId());
        }
    }
}
