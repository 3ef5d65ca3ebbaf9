package com.a64platform.core.trust;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The verified list of what a registry offers. Immutable. */
public record Catalog(long version, Instant issuedAt, Instant expires, String registry, List<Entry> modules) {
    public Catalog {
        modules = List.copyOf(modules);
    }

    /** @param latest the version that {@code "latest"} means; empty when all are withdrawn */
    public record Entry(
            String name,
            String displayName,
            String description,
            String category,
            String publisher,
            String latest,
            List<Release> versions) {
        public Entry {
            versions = List.copyOf(versions);
        }
    }

    /**
     * @param descriptor the module's descriptor as JSON members
     * @param yanked withdrawn: no new installation
     */
    public record Release(String version, String sha256, long length, Map<String, Object> descriptor, boolean yanked) {}
}
