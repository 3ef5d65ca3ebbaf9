package com.a64platform.core.cli.publishing;

import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.cli.CommandGroup;
import com.a64platform.core.cli.DevelopmentKeys;
import com.a64platform.core.cli.HomeOption;
import com.a64platform.core.cli.Passphrases;
import com.a64platform.core.crypto.Ed25519;
import com.a64platform.core.crypto.KeyFile;
import com.a64platform.core.crypto.KeyRole;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.platform.Mode;
import com.a64platform.core.trust.RootedTrust;
import com.a64platform.core.trust.TrustFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trust}: whom a home trusts, and the root documents of those who make registries. */
@Command(name = "trust", description = "Whom a home trusts.", mixinStandardHelpOptions = true)
public final class TrustCommand extends CommandGroup {
    @Command(
            name = "install-root",
            description = "Lets a home for demonstrations trust its own keys in production mode too.",
            mixinStandardHelpOptions = true)
    void installRoot(@Mixin HomeOption home) {
        var keys = DevelopmentKeys.of(home.home());
        var folder = home.home().conf().resolve("trust");
        try {
            var ownerOnly = PosixFilePermissions.fromString("rwx------");
            Files.createDirectories(folder.resolve("publishers"), PosixFilePermissions.asFileAttribute(ownerOnly));
            install(keys.root(), folder.resolve("root.json"));
            install(keys.statement(), folder.resolve("publishers").resolve(DevelopmentKeys.PUBLISHER + ".json"));
        } catch (IOException e) {
            throw new CommandFailure("The home's trust cannot be written to " + folder + "; check its rights.", e);
        }
        say("This home trusts its own development keys: " + folder);
    }

    @Command(
            name = "list",
            description =
                    "Shows root documents, publishers, issuers, to whom names belong, floors and what is flagged.",
            mixinStandardHelpOptions = true)
    void list(
            @Mixin HomeOption home,
            @Option(names = "--development", description = "as the home sees it in development mode")
                    boolean development) {
        var mode = development ? Mode.DEVELOPMENT : Mode.PRODUCTION;
        var trust = RootedTrust.lookingAt(home.home(), mode);
        var listing = new TrustListing(this::say);
        listing.show(trust.report());
        listing.showFlagged(home.home(), trust);
    }

    @Command(
            name = "add",
            description =
                    "Trusts a publisher by its key, or takes a signed document: who licenses a publisher's modules,"
                            + " or to whom a name is signed over.",
            mixinStandardHelpOptions = true)
    void add(
            @Mixin HomeOption home,
            @Parameters(
                            index = "0",
                            paramLabel = "NAME|FILE",
                            description = "the publisher's name, or the file of a signed document")
                    String what,
            @Parameters(
                            index = "1",
                            arity = "0..1",
                            paramLabel = "KEY",
                            description = "the publisher's public key, as 'a64 keys show' prints it, or its key file")
                    Optional<String> key) {
        var files = new TrustFiles(home.home());
        var trust = RootedTrust.lookingAt(home.home(), Mode.PRODUCTION);
        if (key.isPresent()) {
            files.addPublisher(trust, what, publicKey(key.get()));
            say("The home trusts the publisher " + what + "; the platform writes that into its audit.");
        } else {
            say("The home took the document " + files.addDocument(trust, read(Path.of(what)))
                    + "; the platform writes that into its audit.");
        }
    }

    @Command(
            name = "remove",
            description = "Trusts a publisher no more that was added to the home; what is installed goes on.",
            mixinStandardHelpOptions = true)
    void remove(
            @Mixin HomeOption home, @Parameters(paramLabel = "NAME", description = "the publisher") String publisher) {
        new TrustFiles(home.home()).removePublisher(publisher);
        say("The home trusts the publisher " + publisher + " no more; the platform writes that into its audit.");
    }

    @Command(
            name = "rotate",
            description =
                    "Makes the next root document of a registry, signed by the root keys of the present one and its"
                            + " own.",
            mixinStandardHelpOptions = true)
    void rotate(
            @Mixin Passphrases passphrases,
            @Option(names = "--registry", required = true, paramLabel = "DIR", description = "the registry's folder")
                    Path folder,
            @Option(
                            names = "--key",
                            required = true,
                            paramLabel = "FILE",
                            description = "a root key that signs; several")
                    List<Path> signers,
            @Option(
                            names = "--set",
                            paramLabel = "ROLE=FILE",
                            description = "gives root, registry or timestamp this key in place of those it had")
                    List<String> roles,
            @Option(names = "--threshold", defaultValue = "1", description = "of a role that is set (default: 1)")
                    int threshold,
            @Option(names = "--publisher", paramLabel = "NAME=FILE", description = "a publisher and its key")
                    List<String> publishers,
            @Option(names = "--remove-publisher", paramLabel = "NAME", description = "names it no more")
                    List<String> removed,
            @Option(names = "--revoke", paramLabel = "KEYID", description = "says that a key is stolen")
                    List<String> revoked,
            @Option(names = "--days", defaultValue = "365", description = "how long it holds (default: 365)")
                    int days) {
        var draft = RootDraft.after(read(folder.resolve("root.json")));
        orNone(revoked).forEach(draft::revoke);
        RootDraft.keyFiles(orNone(roles)).forEach((role, keys) -> draft.role(role(role), keys, threshold));
        RootDraft.keyFiles(orNone(publishers)).forEach(draft::publisher);
        orNone(removed).forEach(draft::withoutPublisher);
        var next = draft.sign(
                days,
                signers.stream()
                        .map(file -> passphrases.unlock(file, KeyRole.ROOT))
                        .toList());
        try {
            DurableFile.write(folder.resolve("root-" + draft.version() + ".json"), next);
            DurableFile.write(folder.resolve("root.json"), next);
        } catch (IOException e) {
            throw new CommandFailure("The root document cannot be written to " + folder + "; check its rights.", e);
        }
        say("The registry has version " + draft.version()
                + " of its root document; platforms follow when they next ask.");
        say("When the registry's or the timestamp's key is new, run 'a64 registry renew' with the new keys now.");
    }

    private static KeyRole role(String text) {
        return KeyRole.find(text)
                .filter(role -> role != KeyRole.PUBLISHER && role != KeyRole.ISSUER)
                .orElseThrow(() -> new CommandFailure("There is no role " + text + " in a root document."));
    }

    private static List<String> orNone(List<String> options) {
        return Optional.ofNullable(options).orElse(List.of());
    }

    private static PublicKey publicKey(String text) {
        try {
            return Files.exists(Path.of(text))
                    ? KeyFile.open(Path.of(text)).requireRole(KeyRole.PUBLISHER).publicKey()
                    : Ed25519.decode(text);
        } catch (MalformedDocumentException e) {
            throw new CommandFailure("The key is neither a key file nor what 'a64 keys show' prints as public.", e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandFailure("The file " + file + " cannot be read; check the path.", e);
        }
    }

    /** Never in place of what a person put there: that would hand a real home over to keys that lie in it. */
    private static void install(Path source, Path target) throws IOException {
        var content = Files.readAllBytes(source);
        if (Files.exists(target) && !Arrays.equals(Files.readAllBytes(target), content)) {
            throw new CommandFailure("The home trusts somebody already (" + target + "); remove that file first.");
        }
        DurableFile.write(target, content);
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
