package com.a64platform.core.versions;

import java.util.List;

/** One bound of a range. */
record Comparator(Side side, Version version) {
    /** On which side of the version others must be. */
    enum Side {
        BELOW,
        AT_MOST,
        EQUAL,
        AT_LEAST,
        ABOVE
    }

    /** What no version satisfies. */
    static final List<Comparator> NOTHING = List.of(new Comparator(Side.BELOW, Version.before(0, 0, 0)));

    boolean test(Version other) {
        int order = other.compareTo(version);
        switch (side) {
            case BELOW:
                return order < 0;
            case AT_MOST:
                return order <= 0;
            case EQUAL:
                return order == 0;
            case AT_LEAST:
                return order >= 0;
            default:
                return order > 0;
        }
    }

    boolean namesPreReleaseOf(Version other) {
        return !version.preRelease().isEmpty() && version.sameNumbers(other);
    }
}
