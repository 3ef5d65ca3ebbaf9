package com.a64platform.core.cli;

import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.KeyRole;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.registry.Publication;
import com.a64platform.core.registry.RegistryWriter;
import com.a64platform.core.trust.ArtifactStatement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code registry}: a folder of signed modules that any file server can offer. */
@Command(name = "registry", description = "A folder of signed modules.", mixinStandardHelpOptions = true)
final class RegistryCommand extends CommandGroup {
    @Command(
            name = "publish",
            description = "Publishes signed modules (JAR and JAR.sig) and signs the catalog anew.",
            mixinStandardHelpOptions = true)
    void publish(
            @Mixin HomeOption home,
            @Parameters(paramLabel = "JAR", arity = "1..*", description = "the modules") List<Path> files,
            @Option(names = "--registry", paramLabel = "DIR", required = true, description = "the registry's folder")
                    Path folder) {
        var keys = DevelopmentKeys.of(home.home());
        var publisher = keys.key(KeyRole.PUBLISHER);
        write(
                keys,
                folder,
                files.stream()
                        .map(file -> publication(ModuleJar.read(file), publisher))
                        .toList());
        spec.commandLine().getOut().println("Published " + files.size() + " in " + folder);
    }

    @Command(
            name = "renew",
            description = "Signs catalog and timestamp anew before they expire (90 and 7 days).",
            mixinStandardHelpOptions = true)
    void renew(
            @Mixin HomeOption home,
            @Option(names = "--registry", paramLabel = "DIR", required = true, description = "the registry's folder")
                    Path folder) {
        write(DevelopmentKeys.of(home.home()), folder, List.of());
        spec.commandLine().getOut().println("Renewed " + folder);
    }

    private static void write(DevelopmentKeys keys, Path folder, List<Publication> publications) {
        try {
            new RegistryWriter(
                            folder,
                            DevelopmentKeys.PUBLISHER,
                            keys.key(KeyRole.REGISTRY),
                            keys.key(KeyRole.TIMESTAMP),
                            Files.readAllBytes(keys.root()),
                            Clock.systemUTC())
                    .publish(publications);
        } catch (IOException e) {
            throw new CommandFailure("The registry " + folder + " cannot be written; check its rights and space.", e);
        }
    }

    private static Publication publication(ModuleJar jar, SigningKey publisher) {
        try {
            var signature = Files.readAllBytes(jar.signatureFile());
            var payload = DocumentType.ARTIFACT
                    .parse(signature)
                    .signedBy(List.of(publisher.publicKey()))
                    .orElseThrow(() -> new MalformedDocumentException("it was made by another key"));
            var statement = ArtifactStatement.read(payload);
            if (!statement.name().equals(jar.name())
                    || !statement.version().equals(jar.version())
                    || !statement.sha256().equals(jar.sha256())) {
                throw new MalformedDocumentException("it is for another file");
            }
            return new Publication(
                    jar.name(),
                    jar.version(),
                    statement.publisher(),
                    jar.file(),
                    jar.sha256(),
                    signature,
                    jar.descriptor());
        } catch (NoSuchFileException e) {
            throw new CommandFailure(
                    "There is no " + jar.signatureFile() + "; sign the module first (module sign).", e);
        } catch (MalformedDocumentException e) {
            throw new CommandFailure(
                    "The signature " + jar.signatureFile() + " does not hold (" + e.getMessage() + "); sign it again.",
                    e);
        } catch (IOException e) {
            throw new CommandFailure("The signature " + jar.signatureFile() + " cannot be read.", e);
        }
    }
}
