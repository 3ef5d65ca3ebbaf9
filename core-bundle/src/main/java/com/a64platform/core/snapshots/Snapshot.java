package com.a64platform.core.snapshots;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * All installations of all tenants at one time. It holds nothing of what is trusted: no version floor, revocation, catalog
 * or license. Immutable.
 *
 * @param id that of the operation that took it
 * @param createdBy id of a user
 */
public record Snapshot(String id, String name, String createdBy, Instant createdAt, List<Entry> entries) {
    public Snapshot {
        createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS); // what the store keeps
        entries = List.copyOf(entries);
    }

    /**
     * One installation.
     *
     * @param enabled whether it was to serve
     * @param settingsId the version of settings that counted; empty for the defaults
     * @param archiveId the archive of its data on the node that took the snapshot; empty for none
     */
    public record Entry(
            String tenantId,
            String module,
            String version,
            String sha256,
            boolean enabled,
            String settingsId,
            String archiveId) {}
}
