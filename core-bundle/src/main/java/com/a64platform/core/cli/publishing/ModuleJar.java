package com.a64platform.core.cli.publishing;

import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.descriptors.DescriptorReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipFile;

/**
 * A module's JAR as a publisher has it: what its descriptor says, checked as the platform will check it.
 *
 * @param descriptor the descriptor's JSON members as they are in the JAR
 */
record ModuleJar(Path file, String name, String version, String sha256, long length, Map<String, Object> descriptor) {
    static ModuleJar read(Path file) {
        try {
            var json = descriptor(file);
            var checked = new DescriptorReader().read(json);
            var members = StrictJson.read(json, Set.of()).plain();
            return new ModuleJar(
                    file, checked.name(), checked.version(), Digests.sha256(file), Files.size(file), members);
        } catch (MalformedDocumentException e) {
            throw new CommandFailure("The descriptor in " + file + " cannot be signed for: " + e.getMessage() + ".", e);
        } catch (IOException e) {
            throw new CommandFailure("The file " + file + " cannot be read as a module's JAR; check the path.", e);
        }
    }

    /** The JAR itself, or the one module that was built below a folder. */
    static Path built(Path source) {
        if (!Files.isDirectory(source)) {
            return source;
        }
        var target = Files.isDirectory(source.resolve("target")) ? source.resolve("target") : source;
        try (var files = Files.newDirectoryStream(target, "*.jar")) {
            List<Path> jars = new ArrayList<>();
            files.forEach(jars::add);
            jars.removeIf(jar -> jar.toString().matches(".*-(sources|javadoc|tests)\\.jar"));
            if (jars.size() != 1) {
                throw new CommandFailure(
                        "There are " + jars.size() + " JARs in " + target + "; name the one you mean.");
            }
            return jars.get(0);
        } catch (IOException e) {
            throw new CommandFailure("The folder " + target + " cannot be read.", e);
        }
    }

    Path signatureFile() {
        return file.resolveSibling(file.getFileName() + ".sig");
    }

    private static byte[] descriptor(Path file) throws IOException {
        try (var zip = new ZipFile(file.toFile())) {
            var entry = zip.getEntry(DescriptorReader.PATH);
            if (entry == null) {
                throw new CommandFailure(
                        "The file " + file + " is not a module: it has no " + DescriptorReader.PATH + ".");
            }
            try (var in = zip.getInputStream(entry)) {
                return in.readNBytes(DescriptorReader.MAX_BYTES + 1);
            }
        }
    }
}
