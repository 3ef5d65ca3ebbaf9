package com.a64platform.core.scanning;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.findings.ScanReport;

/**
 * What the scan read of an artifact that it let pass.
 *
 * @param symbolicName the bundle's symbolic name, equal to the descriptor's name
 */
public record ScannedArtifact(ModuleDescriptor descriptor, String symbolicName, ScanReport report) {}
