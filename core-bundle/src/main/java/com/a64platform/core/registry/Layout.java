package com.a64platform.core.registry;

import java.util.regex.Pattern;

/** Where things lie in a registry, relative to its root. */
final class Layout {
    static final String TIMESTAMP = "timestamp.json";
    static final String CATALOG = "catalog.json";
    static final String ROOT = "root.json";

    /** Neither may lead out of a folder, whoever asks. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,49}");

    private static final Pattern VERSION = Pattern.compile("[0-9][0-9A-Za-z.-]{0,99}");

    private Layout() {}

    static String root(long version) {
        return "root-" + version + ".json";
    }

    static String folder(String name, String version) {
        if (!NAME.matcher(name).matches() || !VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException("Not a module's name and version");
        }
        return name + "/" + version;
    }

    static String file(String name, String version) {
        return name + "-" + version + ".jar";
    }

    static String artifact(String name, String version) {
        return folder(name, version) + "/" + file(name, version);
    }

    static String signature(String name, String version) {
        return artifact(name, version) + ".sig";
    }
}
