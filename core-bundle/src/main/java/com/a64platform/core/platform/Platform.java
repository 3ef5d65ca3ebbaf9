package com.a64platform.core.platform;

/** This process: its settings and its home, handed over by the launcher. Immutable. */
public class Platform {
    /** SemVer of the platform that this is. */
    public static final String VERSION = "1.0.0";

    private final PlatformSettings settings;

    public Platform(PlatformSettings settings) {
        this.settings = settings;
    }

    public final PlatformSettings settings() {
        return settings;
    }

    public final Home home() {
        return settings.home();
    }

    /** SemVer of the platform, what a descriptor's {@code dependencies.platform} is held against. */
    public final String version() {
        return VERSION;
    }
}
