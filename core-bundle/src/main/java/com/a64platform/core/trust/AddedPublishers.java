package com.a64platform.core.trust;

import com.a64platform.core.crypto.Ed25519;
import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.descriptors.ModuleNames;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Publishers that a person trusts in this home, each with one key: {@code conf/trust/added/NAME.json}. */
public record AddedPublishers(Path folder) {
    private static final String ENDING = ".json";

    public static AddedPublishers of(Home home) {
        return new AddedPublishers(TrustFolder.conf(home).resolve("added"));
    }

    /** Where a publisher's key lies. */
    public Path file(String publisher) {
        if (!ModuleNames.valid(publisher)) {
            throw new ProblemException(
                    ErrorCode.VALIDATION_FAILED,
                    "A publisher's name has 2 to 50 lower-case letters, digits and hyphens and begins with a letter.");
        }
        return folder.resolve(publisher + ENDING);
    }

    /** What such a file says. */
    public static byte[] document(PublicKey key) {
        return StrictJson.write(
                StrictJson.object().put("keyId", Ed25519.keyId(key)).put("key", Ed25519.encode(key)));
    }

    Map<String, Signers> read() {
        Map<String, Signers> publishers = new TreeMap<>();
        for (Path file : files()) {
            var name = file.getFileName().toString();
            publishers.put(name.substring(0, name.length() - ENDING.length()), read(file));
        }
        return publishers;
    }

    private static Signers read(Path file) {
        try {
            var content = new PrivateFile(file).read().orElse(new byte[0]);
            JsonMembers members = StrictJson.read(content, Set.of("keyId", "key"));
            var key = Ed25519.decode(members.text("key"));
            if (!Ed25519.keyId(key).equals(members.text("keyId"))) {
                throw new MalformedDocumentException("the key is filed under the id of another");
            }
            return new Signers(1, List.of(key));
        } catch (MalformedDocumentException | PrivateFile.Exposed e) {
            throw new ProblemException(
                    ErrorCode.TRUST_METADATA_INVALID,
                    "The added publisher " + file.getFileName() + " does not hold (" + e.getMessage()
                            + "); remove it and add it again.",
                    e);
        }
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var entries = Files.newDirectoryStream(folder, "*" + ENDING)) {
            List<Path> files = new ArrayList<>();
            entries.forEach(files::add);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be read", e);
        }
    }
}
