package com.a64platform.core.registry;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Fetches from one registry. It only moves bytes: nothing it returns is trusted before {@code trust} has
 * verified it. Thread-safe.
 */
public interface RegistryClient {
    /** The home's name for it. */
    String name();

    /** {@code timestamp.json}. */
    byte[] timestamp();

    /** {@code catalog.json}. */
    byte[] catalog();

    /** {@code root-N.json}; empty when the registry has none of that version. */
    Optional<byte[]> root(long version);

    /** {@code {name}/{version}/{name}-{version}.jar.sig}. */
    byte[] signature(String name, String version);

    /**
     * Downloads {@code {name}/{version}/{name}-{version}.jar}, resuming a partial download of the same digest, and
     * refuses more than the stated length while streaming.
     *
     * @return the file in the cache, its length and SHA-256 checked
     * @throws com.a64platform.core.problem.ProblemException REGISTRY_UNAVAILABLE, PAYLOAD_TOO_LARGE,
     *     DIGEST_MISMATCH or STORAGE_FULL
     */
    Path artifact(String name, String version, String sha256, long length);

    /** Forgets a downloaded artifact; nothing happens when it is gone. */
    void discard(Path artifact);
}
