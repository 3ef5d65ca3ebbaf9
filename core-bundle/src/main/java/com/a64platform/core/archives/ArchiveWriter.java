package com.a64platform.core.archives;

import com.a64platform.core.archives.ArchiveMember.Role;
import com.a64platform.core.crypto.Digests;
import com.a64platform.core.platform.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Gathers modules and what vouches for them, and writes them as one file. Not thread-safe. */
public final class ArchiveWriter {
    private final List<ArchiveMember> members = new ArrayList<>();
    private final Map<String, Source> sources = new LinkedHashMap<>();

    private final String registry;

    /** @param registry what the home that imports calls the registry whose documents are added */
    public ArchiveWriter(String registry) {
        this.registry = registry;
    }

    @FunctionalInterface
    private interface Source {
        void into(ZipOutputStream out) throws IOException;
    }

    /** A module's JAR; what belongs to it is added under the same name. */
    public ArchiveWriter artifact(String name, Path jar) throws IOException {
        return add(
                Role.ARTIFACT,
                "modules/" + name + ".jar",
                Files.size(jar),
                Digests.sha256(jar),
                out -> Files.copy(jar, out));
    }

    public ArchiveWriter signature(String name, byte[] signature) {
        return add(Role.SIGNATURE, "modules/" + name + ".jar.sig", signature);
    }

    public ArchiveWriter license(String name, byte[] license) {
        return add(Role.LICENSE, "modules/" + name + ".license", license);
    }

    public ArchiveWriter sbom(String name, byte[] sbom) {
        return add(Role.SBOM, "modules/" + name + ".cdx.json", sbom);
    }

    public ArchiveWriter root(long version, byte[] document) {
        return add(Role.ROOT, "trust/root-" + version + ".json", document);
    }

    public ArchiveWriter catalog(byte[] timestamp, byte[] catalog) {
        return add(Role.TIMESTAMP, "trust/timestamp.json", timestamp).add(Role.CATALOG, "trust/catalog.json", catalog);
    }

    public ArchiveWriter publisher(String name, byte[] statement) {
        return add(Role.PUBLISHER, "trust/publishers/" + name + ".json", statement);
    }

    /** Writes it whole, in place of a file that is there. */
    public void write(Path target) throws IOException {
        var place = target.toAbsolutePath();
        var part = DurableFile.part(place, "export");
        try {
            try (var out = new ZipOutputStream(Files.newOutputStream(part))) {
                out.putNextEntry(new ZipEntry(ArchiveManifest.PATH));
                out.write(new ArchiveManifest(registry, members).write());
                for (var source : sources.entrySet()) {
                    out.putNextEntry(new ZipEntry(source.getKey()));
                    source.getValue().into(out);
                }
            }
            DurableFile.copyPrivate(part, place);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private ArchiveWriter add(Role role, String path, byte[] content) {
        return add(role, path, content.length, Digests.sha256(content), out -> out.write(content));
    }

    private ArchiveWriter add(Role role, String path, long length, String sha256, Source source) {
        var member = new ArchiveMember(path, role, length, sha256);
        if (!member.plausible()) {
            throw new IllegalArgumentException("No name for a " + role.label() + ": " + path);
        }
        members.add(member);
        sources.put(path, source);
        return this;
    }
}
