package com.a64platform.core.crypto;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a key is for. One key has one role. */
public enum KeyRole {
    ROOT,
    REGISTRY,
    TIMESTAMP,
    PUBLISHER,
    ISSUER;

    /** The name in documents, files and commands. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<KeyRole> find(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return text();
    }
}
