package com.a64platform.core.archives;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the files of a module lie that waits to be installed; all but the artifact may be absent. */
record StagedModule(Path artifact, Path signature, Path license, Path sbom) {
    static StagedModule at(Path folder, int index) {
        var base = "module-" + index;
        return new StagedModule(
                folder.resolve(base + ".jar"),
                folder.resolve(base + ".jar.sig"),
                folder.resolve(base + ".license"),
                folder.resolve(base + ".cdx.json"));
    }

    static Optional<byte[]> content(Path file) {
        return Files.exists(file) ? Optional.of(Imports.read(file)) : Optional.empty();
    }
}
