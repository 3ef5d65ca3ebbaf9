package com.a64platform.core.cli;

import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.Envelope;
import com.a64platform.core.crypto.KeyRole;
import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.trust.ArtifactStatement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code module}: what a publisher does with a module. */
@Command(name = "module", description = "What a publisher does with a module.", mixinStandardHelpOptions = true)
final class ModuleCommand extends CommandGroup {
    @Command(
            name = "sign",
            description = "Signs a module's JAR with the home's publisher key; writes JAR.sig.",
            mixinStandardHelpOptions = true)
    void sign(
            @Mixin HomeOption home,
            @Parameters(paramLabel = "JAR", description = "the module") Path file,
            @Option(names = "--out", paramLabel = "FILE", description = "where to write (default: JAR.sig)")
                    Optional<Path> out) {
        var jar = ModuleJar.read(file);
        var keys = DevelopmentKeys.of(home.home());
        var statement = new ArtifactStatement(
                jar.name(),
                jar.version(),
                jar.sha256(),
                jar.length(),
                DevelopmentKeys.PUBLISHER,
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
        var key = keys.key(KeyRole.PUBLISHER);
        var target = out.orElse(jar.signatureFile());
        try {
            DurableFile.write(
                    target, Envelope.sign(DocumentType.ARTIFACT.mediaType(), statement.write(), List.of(key)));
        } catch (IOException e) {
            throw new CommandFailure("The signature cannot be written to " + target + "; check the folder.", e);
        }
        spec.commandLine().getOut().println("Signed " + jar.name() + " " + jar.version() + ": " + target);
    }
}
