package com.a64platform.core.cli.publishing;

import com.a64platform.core.archives.ArchiveWriter;
import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.registry.RegistryClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The modules that a registry offers, with its own documents. */
final class OfferedModules implements ExportSource {
    private static final Set<String> UNDERSTOOD = Set.of("version", "issuedAt", "expires", "registry", "modules");
    /** How many root documents are looked for. */
    private static final int MAX_ROOTS = 64;

    private final RegistryClient registry;
    private final byte[] timestamp;
    private final byte[] catalog;

    OfferedModules(RegistryClient registry) {
        this.registry = registry;
        this.timestamp = registry.timestamp();
        this.catalog = registry.catalog();
    }

    @Override
    public List<Candidate> candidates() {
        try {
            var payload = DocumentType.CATALOG.parse(catalog).unverifiedPayload();
            List<Candidate> found = new ArrayList<>();
            for (var module : StrictJson.read(payload, UNDERSTOOD).objects("modules")) {
                for (var version : module.objects("versions")) {
                    if (!version.flag("yanked")) {
                        found.add(candidate(module.text("name"), version));
                    }
                }
            }
            return found;
        } catch (MalformedDocumentException e) {
            throw new CommandFailure("The registry's catalog cannot be read (" + e.getMessage() + ").", e);
        }
    }

    private static Candidate candidate(String name, JsonMembers version) throws MalformedDocumentException {
        return new Candidate(
                name,
                version.text("version"),
                version.text("sha256"),
                version.number("length"),
                ExportSource.needs(version.object("descriptor").plain()));
    }

    @Override
    public Content content(Candidate candidate) {
        var jar = registry.artifact(candidate.name(), candidate.version(), candidate.sha256(), candidate.length());
        return new Content(
                jar, Optional.of(registry.signature(candidate.name(), candidate.version())), Optional.empty());
    }

    @Override
    public void vouch(ArchiveWriter archive) {
        for (int version = 1; version <= MAX_ROOTS; version++) {
            int number = version;
            registry.root(version).ifPresent(root -> archive.root(number, root));
        }
        archive.catalog(timestamp, catalog);
    }
}
