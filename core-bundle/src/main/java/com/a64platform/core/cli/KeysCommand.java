package com.a64platform.core.cli;

import com.a64platform.core.crypto.Ed25519;
import com.a64platform.core.crypto.KeyFile;
import com.a64platform.core.crypto.KeyRole;
import com.a64platform.core.upkeep.NodeCall;
import com.a64platform.core.upkeep.OwnerRequest;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code keys}: keys in files of their own, and the development keys of a home. */
@Command(name = "keys", description = "Makes and shows keys.", mixinStandardHelpOptions = true)
final class KeysCommand extends CommandGroup {
    @Command(
            name = "init",
            description =
                    "Makes the development keys (root, registry, timestamp, publisher, issuer) unless they are there.",
            mixinStandardHelpOptions = true)
    void init(@Mixin HomeOption home) {
        var keys = DevelopmentKeys.of(home.home());
        spec.commandLine().getOut().println("The development keys are in " + keys.folder() + "; keep them private.");
        for (KeyRole role : KeyRole.values()) {
            spec.commandLine()
                    .getOut()
                    .println(role.name() + " " + keys.key(role).keyId());
        }
    }

    @Command(
            name = "new",
            description = "Makes a key in a file that a passphrase protects.",
            mixinStandardHelpOptions = true)
    void create(
            @Mixin Passphrases passphrases,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "ROLE",
                            description = "root, registry, timestamp, publisher or issuer: one key has one role")
                    String role,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "where to write it")
                    Path file) {
        var known = KeyRole.find(role)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "There is no role " + role + "."));
        show(KeyFile.create(file, known, passphrases.forNew(file)));
    }

    @Command(
            name = "show",
            description = "Shows a key's role, id and public half; needs no passphrase.",
            mixinStandardHelpOptions = true)
    void show(@Parameters(paramLabel = "FILE", description = "the key's file") Path file) {
        show(KeyFile.open(file));
    }

    @Command(
            name = "rotate",
            description = "Has the running node seal its vault under LICENSE_ENCRYPTION_KEY that only"
                    + " LICENSE_ENCRYPTION_KEY_PREVIOUS opens: 0 all of it, 1 not, 3 no node answers.",
            mixinStandardHelpOptions = true)
    int rotate(@Mixin HomeOption option) {
        return NodeCall.ask(
                new OwnerRequest(option.home(), OwnerRequest.ROTATE_KEYS),
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
    }

    private void show(KeyFile key) {
        var out = spec.commandLine().getOut();
        out.println("role    " + key.role());
        out.println("id      " + key.keyId());
        out.println("public  " + Ed25519.encode(key.publicKey()));
    }
}
