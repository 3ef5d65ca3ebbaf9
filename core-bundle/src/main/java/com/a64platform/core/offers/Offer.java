package com.a64platform.core.offers;

import com.a64platform.api.descriptor.ModuleDescriptor;

/**
 * An artifact that could be installed, known before it is here.
 *
 * @param registry the registry that offers it; empty when the home already has a verified copy
 */
public record Offer(ModuleDescriptor descriptor, String sha256, long length, String publisher, String registry) {
    /** An artifact of which the home has a verified copy. */
    public static Offer here(ModuleDescriptor descriptor, String sha256, String publisher) {
        return new Offer(descriptor, sha256, 0, publisher, "");
    }

    public String name() {
        return descriptor.name();
    }

    public String version() {
        return descriptor.version();
    }
}
