package com.a64platform.core.scanning;

/**
 * How much an artifact may hold, nested archives included.
 *
 * @param bytes all entries unpacked
 * @param ratio unpacked bytes for each byte of the file, asked once {@code ratioFrom} bytes are unpacked
 */
record ScanLimits(int entries, long bytes, int ratio, long ratioFrom) {
    static final ScanLimits DEFAULT = new ScanLimits(10_000, 512L * 1024 * 1024, 100, 16L * 1024 * 1024);
}
