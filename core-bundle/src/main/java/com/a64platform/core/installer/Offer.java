package com.a64platform.core.installer;

import com.a64platform.api.descriptor.ModuleDescriptor;

/**
 * An artifact that could be installed, known before it is here.
 *
 * @param source where its bytes come from
 */
record Offer(ModuleDescriptor descriptor, String sha256, long length, String publisher, Source source) {
    /** Where the bytes come from. */
    enum Source {
        /** The configured registry. */
        REGISTRY,
        /** The home already has a verified copy. */
        HERE
    }

    String name() {
        return descriptor.name();
    }

    String version() {
        return descriptor.version();
    }
}
