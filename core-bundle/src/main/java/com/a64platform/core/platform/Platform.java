package com.a64platform.core.platform;

/** This process: its settings and its home, handed over by the launcher. Immutable. */
public class Platform {
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
        return "1.0.0";
    }
}
