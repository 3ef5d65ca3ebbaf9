package com.a64platform.core.cli.publishing;

import com.a64platform.core.archives.ArchiveWriter;
import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.platform.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The modules that a home has admitted, from its verified copies, with the trust of the home. */
record VerifiedModules(Home home) implements ExportSource {
    private static final Set<String> UNDERSTOOD_IN_ROOT =
            Set.of("version", "expires", "keys", "roles", "publishers", "revoked");

    @Override
    public List<Candidate> candidates() {
        return files(home.verified(), "*.jar").stream()
                .map(ModuleJar::read)
                .map(jar -> new Candidate(
                        jar.name(), jar.version(), jar.sha256(), jar.length(), ExportSource.needs(jar.descriptor())))
                .toList();
    }

    @Override
    public Content content(Candidate candidate) throws IOException {
        var jar = home.verified().resolve(candidate.sha256() + ".jar");
        return new Content(jar, read(sibling(jar, ".sig")), read(sibling(jar, ".cdx.json")));
    }

    @Override
    public void vouch(ArchiveWriter archive) throws IOException {
        var trust = home.conf().resolve("trust");
        List<Path> roots = new ArrayList<>(files(home.data().resolve("trust/roots"), "root-*.json"));
        roots.add(0, trust.resolve("root.json"));
        for (var root : roots) {
            var content = read(root);
            if (content.isPresent()) {
                archive.root(version(root, content.get()), content.get());
            }
        }
        for (var statement : files(trust.resolve("publishers"), "*.json")) {
            var name = statement.getFileName().toString();
            archive.publisher(name.substring(0, name.length() - ".json".length()), Files.readAllBytes(statement));
        }
    }

    private static long version(Path file, byte[] root) {
        try {
            var payload = DocumentType.ROOT.parse(root).unverifiedPayload();
            return StrictJson.read(payload, UNDERSTOOD_IN_ROOT).number("version");
        } catch (MalformedDocumentException e) {
            throw new CommandFailure("The root document " + file + " cannot be read (" + e.getMessage() + ").", e);
        }
    }

    private static Path sibling(Path jar, String ending) {
        return jar.resolveSibling(jar.getFileName() + ending);
    }

    private static Optional<byte[]> read(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    private static List<Path> files(Path folder, String pattern) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var found = Files.newDirectoryStream(folder, pattern)) {
            List<Path> sorted = new ArrayList<>();
            found.forEach(sorted::add);
            return sorted.stream().sorted().toList();
        } catch (IOException e) {
            throw new CommandFailure("The folder " + folder + " cannot be read.", e);
        }
    }
}
