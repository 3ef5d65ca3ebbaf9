package com.a64platform.core.descriptors;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.versions.Version;
import com.a64platform.core.versions.VersionRange;

/**
 * Whether this platform offers what a descriptor asks of it. What it asks of other modules is for the installer to see.
 *
 * @param platform the platform's version
 * @param java the feature release of the running Java
 */
public record Requirements(Version platform, int java) {
    /** @throws ProblemException DEPENDENCY_MISSING with a sentence that says what is not there */
    public void check(ModuleDescriptor descriptor) {
        String missing = missing(descriptor);
        if (!missing.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.DEPENDENCY_MISSING,
                    descriptor.name() + " " + descriptor.version() + " " + missing + "; choose another version of it.");
        }
    }

    /** What is not there, such as {@code needs platform >=2.0.0, this one is 1.0.0}; empty when nothing is missing. */
    public String missing(ModuleDescriptor descriptor) {
        ModuleDescriptor.Dependencies wanted = descriptor.dependencies();
        if (!VersionRange.parse(wanted.platform()).contains(platform)) {
            return "needs platform " + wanted.platform() + ", this one is " + platform;
        }
        if (!VersionRange.parse(wanted.java()).contains(Version.parse(java + ".0.0"))) {
            return "needs Java " + wanted.java() + ", this one is " + java;
        }
        String level = descriptor.isolation().level();
        return level.equals("none") ? "" : "needs isolation level " + level + ", which this platform does not offer";
    }
}
