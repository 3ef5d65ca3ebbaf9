package com.a64platform.core.scanning;

/** What is left of the limits while an artifact and the archives in it are read. */
final class Budget {
    private final ScanLimits limits;
    private long fileBytes = -1;
    private int entries;
    private long bytes;
    private final long end;

    Budget(ScanLimits limits) {
        this.limits = limits;
        this.end = System.nanoTime() + limits.time().toNanos();
    }

    /** The outermost archive's length decides the ratio: what is packed twice must not count as large. */
    void archive(long length) {
        if (fileBytes < 0) {
            fileBytes = length;
        }
    }

    void entries(int more) throws Refusal {
        entries += more;
        if (entries > limits.entries()) {
            throw new Refusal("it has more than " + limits.entries() + " entries; split it into smaller modules");
        }
    }

    void unpacked(int more) throws Refusal {
        if (System.nanoTime() - end > 0) {
            throw new Refusal("looking into it takes more than " + limits.time().toSeconds()
                    + " seconds; split it into smaller modules");
        }
        bytes += more;
        if (bytes > limits.bytes()) {
            throw new Refusal("it unpacks to more than " + limits.bytes() + " bytes; make it smaller");
        }
        if (bytes > limits.ratioFrom() && bytes / limits.ratio() > fileBytes) {
            throw new Refusal("it unpacks to more than " + limits.ratio()
                    + " times its size, as archive bombs do; leave out what compresses so well");
        }
    }
}
