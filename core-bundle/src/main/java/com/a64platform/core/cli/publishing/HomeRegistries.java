package com.a64platform.core.cli.publishing;

import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.registry.ConfiguredRegistry;
import com.a64platform.core.registry.RegistryDefinition;
import com.a64platform.core.trust.TrustReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** The registries that were added to a home: what defines each, and the root document that trust in it starts from. */
record HomeRegistries(Home home) {
    List<RegistryDefinition> all() {
        return RegistryDefinition.inFiles(home);
    }

    /**
     * Takes the registry's root document when it is the one whose digest a person has typed.
     *
     * @return what that document says
     */
    TrustReport.Document add(RegistryDefinition definition, String sha256) {
        definition.requireFreeName();
        var file = RegistryDefinition.file(home, definition.name());
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new CommandFailure(
                    "There is a registry " + definition.name() + " already; remove it first, or choose another name.");
        }
        var root = ConfiguredRegistry.root(
                definition, candidate -> Digests.sha256(candidate).equals(sha256));
        try {
            var document = TrustReport.Document.read(root);
            var anchor = anchor(definition.name());
            DurableFile.makePrivate(anchor.getParent());
            DurableFile.writePrivate(anchor, root);
            DurableFile.makePrivate(file.getParent());
            new PrivateFile(file).write(definition.write());
            return document;
        } catch (MalformedDocumentException e) {
            throw TrustReport.unusable(e);
        } catch (IOException e) {
            throw new CommandFailure("The registry cannot be kept in " + home.conf() + "; check its rights.", e);
        }
    }

    void remove(String name) {
        var file = RegistryDefinition.file(home, name);
        if (!name.matches("[a-z][a-z0-9-]*") || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new CommandFailure("There is no registry " + name + "; 'a64 registry list' names those there are.");
        }
        try {
            DurableFile.delete(file);
            DurableFile.delete(anchor(name));
            Files.deleteIfExists(anchor(name).getParent());
        } catch (IOException e) {
            throw new CommandFailure("The registry cannot be removed from " + home.conf() + "; check its rights.", e);
        }
    }

    private Path anchor(String name) {
        return home.conf().resolve("trust/registries").resolve(name).resolve("root.json");
    }
}
