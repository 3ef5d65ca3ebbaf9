package com.a64platform.core.backup;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.dumps.SealedBy;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.PrivateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a home was restored: a file in it from its change-over until its node has written that into the audit log. Immutable.
 *
 * @param details by name, in texts
 */
public record RestoreNote(Map<String, String> details) {
    private static final String BACKUP = "backup";
    private static final String MADE = "backupMade";
    private static final String DIGEST = "sha256";
    private static final String AT = "restoredAt";
    private static final String ACCOUNT = "account";
    private static final String BEFORE = "before";
    private static final String SEALED = "sealedBy";
    private static final Set<String> NAMES = Set.of(BACKUP, MADE, DIGEST, AT, ACCOUNT, BEFORE, SEALED);

    public RestoreNote {
        details = Map.copyOf(details);
    }

    /**
     * Of a restore that happens now, by the account of the machine that this process runs as.
     *
     * @param made when the backup was
     * @param sealedBy whether it was verified
     * @param before name of the folder in which the home of before stays
     */
    public static RestoreNote now(Path backup, Instant made, SealedBy sealedBy, String before) throws IOException {
        return new RestoreNote(Map.of(
                BACKUP,
                backup.toAbsolutePath().toString(),
                MADE,
                made.toString(),
                DIGEST,
                Digests.sha256(backup.toRealPath()),
                AT,
                Instant.now().toString(),
                ACCOUNT,
                System.getProperty("user.name"),
                SEALED,
                sealedBy.name(),
                BEFORE,
                before));
    }

    /** Name of the folder in which the home of before stays. */
    String before() {
        return details.get(BEFORE);
    }

    void write(Home home) {
        file(home).write(StrictJson.write(StrictJson.node(new LinkedHashMap<>(details))));
    }

    /** @throws IllegalStateException when the file says nothing that can be read */
    static Optional<RestoreNote> read(Home home) {
        return file(home).read().map(RestoreNote::parsed);
    }

    static PrivateFile file(Home home) {
        return new PrivateFile(home.data().resolve("restored.json"));
    }

    private static RestoreNote parsed(byte[] content) {
        try {
            var members = StrictJson.read(content, NAMES);
            Map<String, String> details = new HashMap<>();
            for (var name : NAMES) {
                details.put(name, members.text(name));
            }
            return new RestoreNote(details);
        } catch (MalformedDocumentException e) {
            throw new IllegalStateException("The home's note of its restore cannot be read", e);
        }
    }
}
