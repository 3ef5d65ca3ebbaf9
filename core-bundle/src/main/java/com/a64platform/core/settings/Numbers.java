package com.a64platform.core.settings;

/** One Java type for each number, so that 50 and 50.0 are the same setting in the store, in memory and in answers. */
final class Numbers {
    private static final double WHOLE = 9_007_199_254_740_992d;

    private Numbers() {}

    /** A Long when it is whole and exact as a double, a Double otherwise; what is no number stays as it is. */
    static Object canonical(Object value) {
        if (!(value instanceof Number number)) {
            return value;
        }
        double exact = number.doubleValue();
        return exact == Math.rint(exact) && Math.abs(exact) < WHOLE ? (Object) (long) exact : (Object) exact;
    }
}
