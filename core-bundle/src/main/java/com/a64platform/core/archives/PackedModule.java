package com.a64platform.core.archives;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A module as it came, nothing of it verified: files in a folder that only we write.
 *
 * @param label what people call it, for messages
 */
public record PackedModule(
        String label, Path artifact, Optional<Path> signature, Optional<Path> license, Optional<Path> sbom) {
    /** The same with another license. */
    PackedModule with(Path otherLicense) {
        return new PackedModule(label, artifact, signature, Optional.of(otherLicense), sbom);
    }

    @Override
    public String toString() {
        return "PackedModule[" + label + "]";
    }
}
