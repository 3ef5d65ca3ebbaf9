package com.a64platform.core.platform;

import java.nio.file.Path;

/**
 * The folders of one home. The launcher makes them, readable by their owner only.
 *
 * @param deploy the watched folder; a source checkout's default home watches the one beside it
 */
public record Home(Path root, Path deploy) {
    public Home {
        root = root.toAbsolutePath().normalize();
        deploy = deploy.toAbsolutePath().normalize();
    }

    /** A home that watches its own {@code deploy/}. */
    public Home(Path root) {
        this(root, root.resolve("deploy"));
    }

    /** {@code a64.properties} and trust anchors. */
    public Path conf() {
        return root.resolve("conf");
    }

    /** State that must survive: the embedded store, verified copies, the installation key. */
    public Path data() {
        return root.resolve("data");
    }

    /** Verified copies of artifacts, named by SHA-256: what is loaded comes from here. */
    public Path verified() {
        return data().resolve("verified");
    }

    /** Downloads in progress and replaced versions; may be emptied while the platform is stopped. */
    public Path cache() {
        return root.resolve("cache");
    }

    /** Backups of this home, each one file. */
    public Path backups() {
        return root.resolve("backups");
    }

    /** Private keys of this home, 0600. */
    public Path keys() {
        return data().resolve("keys");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** Process id, port and lock of the running process. */
    public Path run() {
        return root.resolve("run");
    }
}
