package com.a64platform.core.cli.publishing;

import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.cli.CommandGroup;
import com.a64platform.core.cli.DevelopmentKeys;
import com.a64platform.core.cli.HomeOption;
import com.a64platform.core.crypto.KeyFile;
import com.a64platform.core.crypto.KeyRole;
import com.a64platform.core.platform.PlatformSettings.RegistryAccess;
import com.a64platform.core.registry.RegistryDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code registry}: a folder of signed modules that any file server can offer, and the registries that a home asks. */
@Command(
        name = "registry",
        description = "Makes registries, and says which ones a home asks.",
        mixinStandardHelpOptions = true)
public final class RegistryCommand extends CommandGroup {
    private static final String FOLDER = "the registry's folder";

    @Command(
            name = "init",
            description = "Makes a registry's folder with its first root document and an empty catalog.",
            mixinStandardHelpOptions = true)
    void init(
            @Mixin RegistryKeys keys,
            @Parameters(paramLabel = "DIR", description = FOLDER) Path folder,
            @Option(names = "--name", required = true, description = "by which its users know it again") String name,
            @Option(
                            names = "--root-key",
                            required = true,
                            paramLabel = "FILE",
                            description = "a root key; several may be given")
                    List<Path> rootKeys,
            @Option(
                            names = "--root-threshold",
                            defaultValue = "1",
                            paramLabel = "N",
                            description = "how many of them must sign (default: 1)")
                    int threshold,
            @Option(
                            names = "--publisher",
                            paramLabel = "NAME=FILE",
                            description = "a publisher and its key; several may be given")
                    List<String> publishers,
            @Option(names = "--days", defaultValue = "365", description = "how long the root holds (default: 365)")
                    int days) {
        if (keys.development()) {
            throw new CommandFailure("Give --registry-key and --timestamp-key; 'a64 keys new' makes keys.");
        }
        if (Files.exists(folder.resolve("root.json"))) {
            throw new CommandFailure(
                    "There is a registry in " + folder + " already; 'a64 trust rotate' changes its root.");
        }
        var draft = RootDraft.first()
                .role(KeyRole.ROOT, rootKeys.stream().map(KeyFile::open).toList(), threshold)
                .role(KeyRole.REGISTRY, List.of(KeyFile.open(keys.registryKey())), 1)
                .role(KeyRole.TIMESTAMP, List.of(KeyFile.open(keys.timestampKey())), 1);
        RootDraft.keyFiles(Optional.ofNullable(publishers).orElse(List.of())).forEach(draft::publisher);
        var signers = rootKeys.stream()
                .map(file -> keys.passphrases().unlock(file, KeyRole.ROOT))
                .toList();
        var root = draft.sign(days, signers);
        writing(folder, () -> keys.writer(folder, name, root).publish(List.of()));
        say("Made the registry " + name + " in " + folder);
        say("Its users type: a64 registry add NAME URL --root-sha256 "
                + com.a64platform.core.crypto.Digests.sha256(root));
    }

    @Command(
            name = "publish",
            description = "Publishes signed modules (JAR and JAR.sig) and signs the catalog anew.",
            mixinStandardHelpOptions = true)
    void publish(
            @Mixin HomeOption home,
            @Mixin RegistryKeys keys,
            @Parameters(paramLabel = "JAR", arity = "1..*", description = "the modules") List<Path> files,
            @Option(names = "--registry", paramLabel = "DIR", required = true, description = FOLDER) Path folder) {
        publish(home, keys, folder, files);
        say("Published " + files.size() + " in " + folder);
    }

    static void publish(HomeOption home, RegistryKeys keys, Path folder, List<Path> files) {
        writing(folder, () -> {
            var root = keys.development() ? DevelopmentKeys.of(home.home()).root() : folder.resolve("root.json");
            try (var verification = ModuleVerification.by(root)) {
                keys.writer(home.home(), folder).publish(verification.publications(files));
            }
        });
    }

    @Command(
            name = "renew",
            description = "Signs catalog and timestamp anew before they expire (90 and 7 days).",
            mixinStandardHelpOptions = true)
    void renew(
            @Mixin HomeOption home,
            @Mixin RegistryKeys keys,
            @Option(names = "--registry", paramLabel = "DIR", required = true, description = FOLDER) Path folder) {
        writing(folder, () -> keys.writer(home.home(), folder).publish(List.of()));
        say("Renewed " + folder);
    }

    @Command(
            name = "yank",
            description = "Withdraws a version: nobody installs it any more; where it runs it goes on and is flagged.",
            mixinStandardHelpOptions = true)
    void yank(
            @Mixin HomeOption home,
            @Mixin RegistryKeys keys,
            @Parameters(index = "0", paramLabel = "NAME", description = "the module") String module,
            @Parameters(index = "1", paramLabel = "VERSION", description = "the version") String version,
            @Option(names = "--registry", paramLabel = "DIR", required = true, description = FOLDER) Path folder) {
        writing(folder, () -> keys.writer(home.home(), folder).yank(module.replace('_', '-'), version));
        say("Withdrew " + module + " " + version + " in " + folder);
    }

    @Command(
            name = "add",
            description = "Lets a home ask a registry, when its root document is the one whose digest is typed.",
            mixinStandardHelpOptions = true)
    void add(
            @Mixin HomeOption home,
            @Parameters(index = "0", paramLabel = "NAME", description = "the home's name for it") String name,
            @Parameters(index = "1", paramLabel = "URL", description = "an https: address or a file: folder")
                    String url,
            @Option(
                            names = "--root-sha256",
                            required = true,
                            paramLabel = "HEX",
                            description = "what its operator told you, by a way you trust")
                    String sha256,
            @Option(names = "--credentials", paramLabel = "PLACE", description = "env:NAME or a file only you can read")
                    Optional<String> credentials,
            @Option(
                            names = "--certificates",
                            paramLabel = "FILE",
                            description = "authorities in PEM, in place of Java's")
                    Optional<String> certificates,
            @Option(names = "--proxy", paramLabel = "URL", description = "the proxy on the way to it")
                    Optional<String> proxy,
            @Option(names = "--proxy-credentials", paramLabel = "PLACE", description = "env:NAME or a file")
                    Optional<String> proxyCredentials) {
        try {
            var access = new RegistryAccess(credentials, certificates, proxy, proxyCredentials);
            var definition = new RegistryDefinition(name, url, access);
            var root = new HomeRegistries(home.home()).add(definition, sha256.toLowerCase(Locale.ROOT));
            say("The home asks " + name + ", by version " + root.version() + " of its root document; it names the"
                    + " publishers " + String.join(", ", root.publishers().keySet()) + ".");
        } catch (IllegalArgumentException wrong) {
            throw new CommandFailure(wrong.getMessage(), wrong);
        }
    }

    @Command(
            name = "list",
            description = "Shows the registries that a home asks, but the one of MODULE_REGISTRY.",
            mixinStandardHelpOptions = true)
    void list(@Mixin HomeOption home) {
        new HomeRegistries(home.home())
                .all()
                .forEach(one -> say(one.name() + "  " + one.url().replaceAll("//[^/@]*@", "//")));
    }

    @Command(
            name = "remove",
            description = "Takes a registry out of a home; what came from it goes on.",
            mixinStandardHelpOptions = true)
    void remove(@Mixin HomeOption home, @Parameters(paramLabel = "NAME", description = "the registry") String name) {
        new HomeRegistries(home.home()).remove(name);
        say("The home asks " + name + " no more.");
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }

    /** What writes into a registry's folder. */
    interface Writing {
        void run() throws IOException;
    }

    private static void writing(Path folder, Writing what) {
        try {
            what.run();
        } catch (IOException e) {
            throw new CommandFailure("The registry " + folder + " cannot be written; check its rights and space.", e);
        }
    }
}
