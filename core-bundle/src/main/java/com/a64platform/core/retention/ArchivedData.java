package com.a64platform.core.retention;

import com.a64platform.core.dumps.DumpManifest;
import com.a64platform.core.dumps.DumpedCollection;
import com.a64platform.core.dumps.SealedBy;
import java.time.Instant;
import java.util.List;

/**
 * An archive of a module's data in a tenant, as its manifest describes it. Immutable.
 *
 * @param tenantId whose data it is
 * @param version of the module that wrote it
 * @param schema version of the data
 * @param reason what it was written for, such as {@code uninstall}
 * @param bytes size of the file
 * @param sealedBy whether this platform has written it
 */
public record ArchivedData(
        String id,
        String tenantId,
        String module,
        String version,
        int schema,
        String reason,
        Instant created,
        long documents,
        long bytes,
        SealedBy sealedBy,
        List<Collection> collections) {
    static final String KIND = "module-data";
    static final String TENANT = "tenant";
    static final String MODULE = "module";
    static final String VERSION = "version";
    static final String SCHEMA = "schema";
    static final String REASON = "reason";

    /** One collection of it. */
    public record Collection(String name, long documents, String sha256) {
        static Collection of(DumpedCollection dumped) {
            return new Collection(dumped.name(), dumped.documents(), dumped.sha256());
        }
    }

    static ArchivedData of(String id, DumpManifest manifest, long bytes, SealedBy sealedBy) {
        return new ArchivedData(
                id,
                manifest.about(TENANT),
                manifest.about(MODULE),
                manifest.about(VERSION),
                schema(manifest.about(SCHEMA)),
                manifest.about(REASON),
                manifest.created(),
                manifest.documents(),
                bytes,
                sealedBy,
                manifest.collections().stream().map(Collection::of).toList());
    }

    private static int schema(String text) {
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    }
}
