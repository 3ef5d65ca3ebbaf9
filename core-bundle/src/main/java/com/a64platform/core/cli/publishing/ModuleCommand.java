package com.a64platform.core.cli.publishing;

import com.a64platform.core.cli.AllowCommand;
import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.cli.CommandGroup;
import com.a64platform.core.cli.DevelopmentKeys;
import com.a64platform.core.cli.HomeOption;
import com.a64platform.core.cli.Passphrases;
import com.a64platform.core.cli.UpdateCommand;
import com.a64platform.core.cli.developing.NewModuleCommand;
import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.Envelope;
import com.a64platform.core.crypto.KeyRole;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.platform.Mode;
import com.a64platform.core.trust.ArtifactStatement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code module}: what a developer and a publisher do with a module, and what the owner of a home has the node do. */
@Command(
        name = "module",
        description = "What a developer, a publisher and the owner of a home do with a module.",
        mixinStandardHelpOptions = true,
        subcommands = {NewModuleCommand.class, UpdateCommand.class, AllowCommand.class})
public final class ModuleCommand extends CommandGroup {
    @Command(
            name = "package",
            description = "Checks a built module as a platform will and copies it as NAME-VERSION.jar.",
            mixinStandardHelpOptions = true)
    void pack(
            @Parameters(paramLabel = "DIR|JAR", description = "the module's JAR, or a folder with one below target/")
                    Path source,
            @Option(
                            names = "--out",
                            paramLabel = "DIR",
                            defaultValue = ".",
                            description = "where to put it (default: .)")
                    Path folder) {
        var built = ModuleJar.built(source);
        ModuleVerification.structure(built, this::say);
        var jar = ModuleJar.read(built);
        var target = folder.resolve(jar.name() + "-" + jar.version() + ".jar");
        try {
            if (!Files.exists(target) || !Files.isSameFile(target, built)) {
                DurableFile.write(target, Files.readAllBytes(built));
            }
        } catch (IOException e) {
            throw new CommandFailure("The module cannot be written to " + target + "; check the folder.", e);
        }
        say("Packaged " + target);
    }

    @Command(name = "sign", description = "Signs a module's JAR; writes JAR.sig.", mixinStandardHelpOptions = true)
    void sign(
            @Mixin HomeOption home,
            @Mixin Passphrases passphrases,
            @Parameters(paramLabel = "JAR", description = "the module") Path file,
            @Option(
                            names = "--key",
                            paramLabel = "FILE",
                            description = "the publisher's key (default: the home's development key)")
                    Optional<Path> keyFile,
            @Option(names = "--publisher", paramLabel = "NAME", description = "whose key it is; with --key")
                    Optional<String> publisher,
            @Option(names = "--out", paramLabel = "FILE", description = "where to write (default: JAR.sig)")
                    Optional<Path> out) {
        if (keyFile.isPresent() != publisher.isPresent()) {
            throw new CommandFailure("Give both --key and --publisher, or neither.");
        }
        var jar = ModuleJar.read(file);
        var key = keyFile.map(one -> passphrases.unlock(one, KeyRole.PUBLISHER))
                .orElseGet(() -> DevelopmentKeys.of(home.home()).key(KeyRole.PUBLISHER));
        var target = out.orElse(jar.signatureFile());
        sign(jar, publisher.orElse(DevelopmentKeys.PUBLISHER), key, target);
        say("Signed " + jar.name() + " " + jar.version() + ": " + target);
    }

    @Command(
            name = "verify",
            description = "Says each check that a home's gate makes and how it ends.",
            mixinStandardHelpOptions = true)
    void verify(
            @Mixin HomeOption home,
            @Parameters(paramLabel = "JAR", description = "the module, its JAR.sig beside it") Path file,
            @Option(names = "--development", description = "as the home sees it in development mode")
                    boolean development) {
        var mode = development ? Mode.DEVELOPMENT : Mode.PRODUCTION;
        try (var verification = ModuleVerification.in(home.home(), mode)) {
            verification.check(file, this::say);
        }
        say("This home would admit it.");
    }

    @Command(
            name = "publish",
            description = "Publishes a signed module in a registry's folder and signs its catalog anew.",
            mixinStandardHelpOptions = true)
    void publish(
            @Mixin HomeOption home,
            @Mixin RegistryKeys keys,
            @Parameters(paramLabel = "JAR", arity = "1..*", description = "the modules") List<Path> files,
            @Option(names = "--registry", paramLabel = "DIR", required = true, description = "the registry's folder")
                    Path folder) {
        RegistryCommand.publish(home, keys, folder, files);
        say("Published " + files.size() + " in " + folder);
    }

    private static void sign(ModuleJar jar, String publisher, SigningKey key, Path target) {
        var statement = new ArtifactStatement(
                jar.name(),
                jar.version(),
                jar.sha256(),
                jar.length(),
                publisher,
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
        try {
            DurableFile.write(
                    target, Envelope.sign(DocumentType.ARTIFACT.mediaType(), statement.write(), List.of(key)));
        } catch (IOException e) {
            throw new CommandFailure("The signature cannot be written to " + target + "; check the folder.", e);
        }
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
