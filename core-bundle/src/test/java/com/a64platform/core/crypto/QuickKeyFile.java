package com.a64platform.core.crypto;

import java.nio.file.Path;

/** Key files for tests that make and open many: as real as any other, with less work to try a passphrase. */
public final class QuickKeyFile {
    private static final int ITERATIONS = 1_000;

    private QuickKeyFile() {}

    public static KeyFile create(Path file, KeyRole role, String passphrase) {
        return KeyFile.create(file, role, passphrase.toCharArray(), ITERATIONS);
    }
}
