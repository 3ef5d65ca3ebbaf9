package com.a64platform.torture;

/**
 * How a module stands in the tenant.
 *
 * @param version empty when it is not installed
 * @param state as the installation says it; empty when it is not installed
 */
record Standing(String version, String state) {
    static final Standing ABSENT = new Standing("", "");

    static Standing enabled(String version) {
        return new Standing(version, "ENABLED");
    }

    static Standing disabled(String version) {
        return new Standing(version, "DISABLED");
    }

    boolean absent() {
        return version.isEmpty();
    }

    boolean serves() {
        return state.equals("ENABLED");
    }

    @Override
    public String toString() {
        return absent() ? "absent" : version + " " + state;
    }
}
