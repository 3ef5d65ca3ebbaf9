package com.a64platform.core.registry;

import java.nio.file.Path;
import java.util.Map;

/**
 * A signed module that is to be published.
 *
 * @param artifact the JAR
 * @param sha256 lower-case hex, what the signature says
 * @param signature the bytes of {@code NAME-VERSION.jar.sig}; has been verified
 * @param descriptor the module's descriptor as JSON members
 */
public record Publication(
        String name,
        String version,
        String publisher,
        Path artifact,
        String sha256,
        byte[] signature,
        Map<String, Object> descriptor) {
    public Publication {
        Layout.folder(name, version);
    }
}
