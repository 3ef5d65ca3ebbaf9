package com.a64platform.core.trust;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.descriptors.ModuleNames;
import com.a64platform.core.versions.Version;
import java.time.Instant;
import java.util.Set;

/**
 * What a publisher's verified signature says about an artifact.
 *
 * @param name canonical module name
 * @param version SemVer 2
 * @param sha256 lower-case hex
 * @param length bytes
 * @param publisher the publisher's name in the trust store
 */
public record ArtifactStatement(
        String name, String version, String sha256, long length, String publisher, Instant signedAt) {
    private static final Set<String> UNDERSTOOD =
            Set.of("name", "version", "sha256", "length", "publisher", "signedAt");

    /** Reads the payload of a signature, whoever made it. */
    public static ArtifactStatement read(byte[] payload) throws MalformedDocumentException {
        JsonMembers members = StrictJson.read(payload, UNDERSTOOD);
        var statement = new ArtifactStatement(
                members.text("name"),
                members.text("version"),
                members.text("sha256"),
                members.number("length"),
                members.text("publisher"),
                members.instant("signedAt"));
        if (!ModuleNames.valid(statement.name())
                || !ModuleNames.valid(statement.publisher())
                || Version.find(statement.version()).isEmpty()
                || !Digests.isSha256(statement.sha256())) {
            throw new MalformedDocumentException("It has no proper name, version, digest or publisher");
        }
        return statement;
    }

    /** The payload to sign, as {@link #read} takes it. */
    public byte[] write() {
        return StrictJson.write(StrictJson.object()
                .put("name", name)
                .put("version", version)
                .put("sha256", sha256)
                .put("length", length)
                .put("publisher", publisher)
                .put("signedAt", signedAt.toString()));
    }
}
