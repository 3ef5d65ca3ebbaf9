package com.a64platform.core.cli;

import com.a64platform.core.identity.PasswordReset.Request;
import com.a64platform.core.identity.Passwords;
import com.a64platform.core.platform.Home;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code admin}: lets the owner of a home in. */
@Command(name = "admin", description = "The administrator of a home.", mixinStandardHelpOptions = true)
final class AdminCommand extends CommandGroup {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Command(
            name = "reset-password",
            description = "Sets a new password for a super_admin and lifts the account's locks.",
            mixinStandardHelpOptions = true)
    void resetPassword(
            @Mixin HomeOption option,
            @Option(names = "--email", defaultValue = "", description = "whose (default: the only super_admin's)")
                    String email) {
        var home = option.home();
        if (!Files.isDirectory(home.run())) {
            throw new CommandFailure("There is no platform at " + home.root() + "; name its home with --home.");
        }
        var password = Passwords.random();
        new Request(email, new Passwords().hash(password)).submit(home);
        boolean taken = awaitTaken(home);
        Request.refusal(home).ifPresent(reason -> {
            throw new CommandFailure(reason.strip());
        });
        tell(password, taken);
    }

    private void tell(String password, boolean taken) {
        var out = spec.commandLine().getOut();
        out.println("The new password is " + password);
        out.println(
                taken
                        ? "It holds from now on; change it with POST /api/v1/auth/password."
                        : "It holds as soon as the platform has started.");
    }

    /** A platform that is not there takes the request when it starts. */
    private static boolean awaitTaken(Home home) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean running = Files.exists(home.run().resolve("a64.json"));
        while (running && !Request.isTaken(home) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return Request.isTaken(home);
    }
}
