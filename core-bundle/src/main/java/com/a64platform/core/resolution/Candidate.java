package com.a64platform.core.resolution;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.descriptors.Requirements;
import com.a64platform.core.versions.Version;
import com.a64platform.core.versions.VersionRange;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One version of a module. Immutable.
 *
 * @param needs the ranges in which it needs other modules, by name
 * @param unfit why it does not run here whatever else there is, such as {@code needs platform >=2.0.0, this one is 1.0.0};
 *     empty when it does
 */
public record Candidate(String module, Version version, Map<String, VersionRange> needs, String unfit) {
    public Candidate {
        needs = Collections.unmodifiableMap(new TreeMap<>(needs));
    }

    /** @param here what this platform offers */
    public static Candidate of(ModuleDescriptor descriptor, Requirements here) {
        Map<String, VersionRange> needs = new TreeMap<>();
        descriptor.dependencies().modules().forEach((module, range) -> needs.put(module, VersionRange.parse(range)));
        return new Candidate(descriptor.name(), Version.parse(descriptor.version()), needs, here.missing(descriptor));
    }

    boolean needs(String other, Version otherVersion) {
        return needs.containsKey(other) && needs.get(other).contains(otherVersion);
    }

    @Override
    public String toString() {
        return module + " " + version;
    }
}
