package com.a64platform.core.cli.publishing;

import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.cli.CommandGroup;
import com.a64platform.core.cli.Passphrases;
import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.Ed25519;
import com.a64platform.core.crypto.Envelope;
import com.a64platform.core.crypto.KeyFile;
import com.a64platform.core.crypto.KeyRole;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.trust.LicenseIssuer;
import com.a64platform.core.trust.PublisherStatement;
import com.a64platform.core.trust.TransferStatement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code publisher}: what a publisher says with its key, apart from signing modules. */
@Command(
        name = "publisher",
        description = "What a publisher says with its key, apart from signing modules.",
        mixinStandardHelpOptions = true)
public final class PublisherCommand extends CommandGroup {
    @Command(
            name = "issuers",
            description = "Signs who licenses the publisher's modules; platforms take it with 'a64 trust add FILE'.",
            mixinStandardHelpOptions = true)
    void issuers(
            @Mixin Signing signing,
            @Option(names = "--publisher", required = true, paramLabel = "NAME", description = "who says it")
                    String publisher,
            @Option(
                            names = "--issuer",
                            required = true,
                            paramLabel = "KEY",
                            description =
                                    "a license issuer's public key, as 'a64 keys show' prints it, or its key file;"
                                            + " several")
                    List<String> issuers,
            @Option(
                            names = "--module",
                            paramLabel = "M",
                            defaultValue = "*",
                            description = "what they may license; several (default: all of the publisher's)")
                    List<String> modules,
            @Option(
                            names = "--sequence",
                            required = true,
                            paramLabel = "N",
                            description = "one more than the publisher's statement before; 1 for the first")
                    long version,
            @Option(names = "--days", defaultValue = "365", description = "how long it holds (default: 365)")
                    int days) {
        var from = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var named = issuers.stream()
                .map(PublisherCommand::publicKey)
                .map(one -> new LicenseIssuer(Ed25519.keyId(one), one, modules, from, from.plus(Duration.ofDays(days))))
                .toList();
        var statement = new PublisherStatement(publisher, version, named);
        signing.write(DocumentType.PUBLISHER.sign(statement.write(), List.of(signing.key())));
        say("Signed that " + named.size() + " issuers license modules of " + publisher + ": " + signing.out);
    }

    @Command(
            name = "transfer",
            description =
                    "Signs a module's name over to another publisher; platforms take it with 'a64 trust add FILE'.",
            mixinStandardHelpOptions = true)
    void transfer(
            @Mixin Signing signing,
            @Option(names = "--module", required = true, paramLabel = "M", description = "the name") String module,
            @Option(names = "--from", required = true, paramLabel = "NAME", description = "whose it is now")
                    String from,
            @Option(names = "--to", required = true, paramLabel = "NAME", description = "whose it will be") String to,
            @Option(
                            names = "--sequence",
                            defaultValue = "1",
                            paramLabel = "N",
                            description = "the how manieth time the name is signed over (default: 1)")
                    long sequence) {
        var statement = new TransferStatement(module, sequence, from, to).write();
        signing.write(Envelope.sign(DocumentType.TRANSFER.mediaType(), statement, List.of(signing.key())));
        say("Signed " + module + " over from " + from + " to " + to + ": " + signing.out);
    }

    private static PublicKey publicKey(String text) {
        try {
            return Files.exists(Path.of(text))
                    ? KeyFile.open(Path.of(text)).requireRole(KeyRole.ISSUER).publicKey()
                    : Ed25519.decode(text);
        } catch (MalformedDocumentException e) {
            throw new CommandFailure("The key is neither a key file nor what 'a64 keys show' prints as public.", e);
        }
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }

    /** With which key, and where to. */
    static final class Signing {
        @Mixin
        private Passphrases passphrases;

        @Option(names = "--key", required = true, paramLabel = "FILE", description = "the publisher's key file")
        private Path keyFile;

        @Option(names = "--out", required = true, paramLabel = "FILE", description = "where to write")
        private Path out;

        SigningKey key() {
            return passphrases.unlock(keyFile, KeyRole.PUBLISHER);
        }

        void write(byte[] document) {
            try {
                DurableFile.write(out, document);
            } catch (IOException e) {
                throw new CommandFailure("The document cannot be written to " + out + "; check the folder.", e);
            }
        }
    }
}
