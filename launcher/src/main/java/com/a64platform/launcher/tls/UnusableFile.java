package com.a64platform.launcher.tls;

import java.nio.file.Path;

/** A file of certificate or key cannot be used; the message is a sentence for the person at the keyboard. */
public final class UnusableFile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableFile(String setting, Path file, String why) {
        super(setting + ": the file " + file + " " + why + ".");
    }
}
