package com.a64platform.core.dumps;

import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.Sealing;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.platform.EncryptionSecret;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A member of an archive that only a platform with the same encryption secret can have written for this manifest, which in
 * turn has the hash of every other member: AES-256-GCM over nothing, with the manifest as additional data. The archive can be
 * read without it. The secret is in no archive; who sets it in the home's own files has it in backups, though.
 */
final class DumpSeal {
    static final String PATH = "seal.json";
    static final int MOST_BYTES = 4 * 1024;

    private static final String PURPOSE = "archive";
    private static final long FORMAT = 1;
    private static final Set<String> MEMBERS = Set.of("format", "salt", "key", "seal");

    private DumpSeal() {}

    /** The member for a manifest. */
    static byte[] write(EncryptionSecret secret, byte[] manifest) {
        var salt = Sealing.newSalt();
        var sealing = Sealing.derive(secret.value(), salt, PURPOSE);
        return StrictJson.write(StrictJson.object()
                .put("format", FORMAT)
                .put("salt", encoded(salt))
                .put("key", sealing.keyId())
                .put("seal", encoded(sealing.seal(new byte[0], manifest))));
    }

    /**
     * Who has sealed a manifest.
     *
     * @throws com.a64platform.core.problem.ProblemException ARCHIVE_DAMAGED when it was changed after this secret sealed it
     */
    static SealedBy judge(EncryptionSecret secret, byte[] seal, byte[] manifest) {
        try {
            var members = StrictJson.read(seal, MEMBERS);
            if (members.number("format") != FORMAT) {
                throw DumpFile.damaged("its seal has another format than " + FORMAT);
            }
            var salt = members.bytes("salt");
            var key = members.text("key");
            var own = Stream.concat(Stream.of(secret.value()), secret.previous().stream())
                    .map(value -> Sealing.derive(value, salt, PURPOSE))
                    .filter(sealing -> sealing.keyId().equals(key))
                    .findFirst();
            if (own.isEmpty()) {
                return SealedBy.ANOTHER;
            }
            requireOpen(own.get().open(members.bytes("seal"), manifest));
            return SealedBy.THIS;
        } catch (MalformedDocumentException | IllegalArgumentException broken) {
            throw DumpFile.damaged("its seal cannot be read");
        }
    }

    private static void requireOpen(Optional<byte[]> opened) {
        if (opened.isEmpty()) {
            throw DumpFile.damaged("it was changed after it was written; its seal is that of another content");
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
