package com.a64platform.core.modules;

/** What only a load may do. */
public final class StartBreakers {
    private StartBreakers() {}

    /** The start of an artifact begins; a process that ends now has died of it. */
    public static void begin(StartBreaker breaker, String sha256) {
        breaker.begin(sha256);
    }
}
