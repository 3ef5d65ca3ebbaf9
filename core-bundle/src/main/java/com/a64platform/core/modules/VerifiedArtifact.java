package com.a64platform.core.modules;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.findings.ScanReport;
import java.nio.file.Path;

/**
 * An artifact that Admission let in: its verified copy and what is known of it. Immutable.
 *
 * @param file the copy in the home, named by the digest
 * @param report what the scan of it found
 * @param signed false for an unsigned file, which only development mode admits
 */
public record VerifiedArtifact(
        ModuleDescriptor descriptor, String sha256, String publisher, Path file, boolean signed, ScanReport report) {
    /** Publisher of a file that nobody signed. */
    public static final String UNSIGNED = "unsigned";

    public String name() {
        return descriptor.name();
    }

    public String version() {
        return descriptor.version();
    }
}
