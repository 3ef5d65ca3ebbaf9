package com.a64platform.core.platform;

/** How strict this home is. */
public enum Mode {
    /** Only signed artifacts and real licenses, a real encryption key. */
    PRODUCTION,
    /** Unsigned files are admitted and marked, development keys are trusted; binds to loopback only. */
    DEVELOPMENT
}
