package com.a64platform.core.scanning;

import java.time.Duration;

/**
 * How much an artifact may hold, nested archives included.
 *
 * @param bytes all entries unpacked
 * @param ratio unpacked bytes for each byte of the file, asked once {@code ratioFrom} bytes are unpacked
 * @param time how long looking into it may take
 */
record ScanLimits(int entries, long bytes, int ratio, long ratioFrom, Duration time) {
    static final ScanLimits DEFAULT =
            new ScanLimits(10_000, 512L * 1024 * 1024, 100, 16L * 1024 * 1024, Duration.ofSeconds(60));

    /** The same with another limit for all entries unpacked. */
    ScanLimits upTo(long most) {
        return new ScanLimits(entries, most, ratio, ratioFrom, time);
    }
}
