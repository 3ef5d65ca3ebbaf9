package com.a64platform.core.cli.publishing;

import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.cli.DevelopmentKeys;
import com.a64platform.core.cli.Passphrases;
import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.KeyRole;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.platform.Home;
import com.a64platform.core.registry.RegistryWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** With whose keys a registry's folder is signed: key files, or the development keys of the home. A mixin. */
final class RegistryKeys {
    @Mixin
    private Passphrases passphrases;

    @Option(
            names = "--registry-key",
            paramLabel = "FILE",
            description = "signs the catalog (default: the home's development key)")
    private Optional<Path> registryKey = Optional.empty();

    @Option(
            names = "--timestamp-key",
            paramLabel = "FILE",
            description = "signs which catalog is current (default: the home's development key)")
    private Optional<Path> timestampKey = Optional.empty();

    /** Whether the development keys of the home are meant. */
    boolean development() {
        if (registryKey.isPresent() != timestampKey.isPresent()) {
            throw new CommandFailure("Give both --registry-key and --timestamp-key, or neither.");
        }
        return registryKey.isEmpty();
    }

    /** Writes into a folder that has a root document, or begins one with the development keys. */
    RegistryWriter writer(Home home, Path folder) throws IOException {
        if (development()) {
            var keys = DevelopmentKeys.of(home);
            return writer(
                    folder,
                    DevelopmentKeys.PUBLISHER,
                    keys.key(KeyRole.REGISTRY),
                    keys.key(KeyRole.TIMESTAMP),
                    Files.readAllBytes(keys.root()));
        }
        var root = folder.resolve("root.json");
        if (!Files.exists(root)) {
            throw new CommandFailure("There is no root.json in " + folder + "; begin with 'a64 registry init'.");
        }
        return writer(folder, name(folder), Files.readAllBytes(root));
    }

    /** Writes with the key files and this root document. */
    RegistryWriter writer(Path folder, String name, byte[] root) {
        var catalogKey = passphrases.unlock(registryKey.orElseThrow(), KeyRole.REGISTRY);
        var currentKey = passphrases.unlock(timestampKey.orElseThrow(), KeyRole.TIMESTAMP);
        return writer(folder, name, catalogKey, currentKey, root);
    }

    Passphrases passphrases() {
        return passphrases;
    }

    Path registryKey() {
        return registryKey.orElseThrow();
    }

    Path timestampKey() {
        return timestampKey.orElseThrow();
    }

    private static RegistryWriter writer(
            Path folder, String name, SigningKey catalogKey, SigningKey timestampKey, byte[] root) {
        return new RegistryWriter(folder, name, catalogKey, timestampKey, root, Clock.systemUTC());
    }

    /** The name that the registry's catalog has. */
    private static String name(Path folder) throws IOException {
        try {
            var catalog = DocumentType.CATALOG.parse(Files.readAllBytes(folder.resolve("catalog.json")));
            return StrictJson.read(catalog.unverifiedPayload(), Set.of()).text("registry");
        } catch (MalformedDocumentException e) {
            throw new CommandFailure("The catalog in " + folder + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
