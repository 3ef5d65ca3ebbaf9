package com.a64platform.core.cli.publishing;

import com.a64platform.core.archives.ArchiveWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where modules that are exported come from. Nothing of it is verified here: the home that imports does that. */
interface ExportSource {
    /** What there is to choose from. */
    List<Candidate> candidates();

    Content content(Candidate candidate) throws IOException;

    /** Adds what vouches for the modules. */
    void vouch(ArchiveWriter archive) throws IOException;

    /** @param needs ranges by name of module */
    record Candidate(String name, String version, String sha256, long length, Map<String, String> needs) {
        String label() {
            return name + "-" + version;
        }
    }

    record Content(Path jar, Optional<byte[]> signature, Optional<byte[]> sbom) {}

    /** {@code dependencies.modules} of a descriptor's members. */
    static Map<String, String> needs(Map<String, Object> descriptor) {
        return descriptor.get("dependencies") instanceof Map<?, ?> dependencies
                        && dependencies.get("modules") instanceof Map<?, ?> modules
                ? modules.entrySet().stream()
                        .collect(Collectors.toMap(
                                one -> String.valueOf(one.getKey()), one -> String.valueOf(one.getValue())))
                : Map.of();
    }
}
