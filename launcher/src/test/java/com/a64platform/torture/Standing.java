package com.a64platform.torture;

/**
 * How a module stands in a tenant; or how many there are of something else, and then that stands in place of the version.
 *
 * @param version empty when it is not installed
 * @param state as the installation says it; empty when it is not installed
 * @param setting the one value that can be set; empty for a module without settings
 */
record Standing(String version, String state, String setting) {
    static final Standing ABSENT = new Standing("", "", "");
    /** Not installed, and what it had is out of reach until it is brought back. */
    static final Standing DELETED = new Standing("", "DELETED", "");

    static Standing counted(int many) {
        return new Standing(String.valueOf(many), "", "");
    }

    int count() {
        return Integer.parseInt(version);
    }

    Standing oneMore() {
        return counted(count() + 1);
    }

    /** Just installed, with the settings that a module has then. */
    static Standing fresh(String module, String version) {
        return new Standing(version, "ENABLED", Goods.setting(module));
    }

    Standing enabled() {
        return new Standing(version, "ENABLED", setting);
    }

    Standing disabled() {
        return new Standing(version, "DISABLED", setting);
    }

    Standing at(String other) {
        return new Standing(other, state, setting);
    }

    Standing set(String value) {
        return new Standing(version, state, value);
    }

    boolean absent() {
        return version.isEmpty();
    }

    boolean serves() {
        return state.equals("ENABLED");
    }

    @Override
    public String toString() {
        return equals(ABSENT) ? "absent" : (version + " " + state + " " + setting).strip();
    }
}
