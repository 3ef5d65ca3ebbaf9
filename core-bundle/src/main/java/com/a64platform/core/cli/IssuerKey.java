package com.a64platform.core.cli;

import com.a64platform.core.crypto.KeyRole;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.PrivateFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** With which key licenses are issued: a mixin of the commands that sign them. */
final class IssuerKey {
    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "the license issuer's private key (default: the home's development issuer)")
    private Optional<Path> file = Optional.empty();

    @Mixin
    private Passphrases passphrases;

    /** The key of the file, else of the home, where one is made when there is none. */
    SigningKey of(Home home) {
        return file.map(given -> open(given, passphrases))
                .orElseGet(() -> DevelopmentKeys.of(home).key(KeyRole.ISSUER));
    }

    /** Opens an issuer's key file, which a passphrase protects or, for developing, none. */
    static SigningKey open(Path file, Passphrases passphrases) {
        var content = new PrivateFile(file.toAbsolutePath())
                .read()
                .orElseThrow(() -> new CommandFailure("There is no key " + file + "; correct --key."));
        return new String(content, StandardCharsets.US_ASCII).contains("ENCRYPTED PRIVATE KEY")
                ? passphrases.unlock(file, KeyRole.ISSUER)
                : SigningKey.load(file.toAbsolutePath()).orElseThrow();
    }
}
