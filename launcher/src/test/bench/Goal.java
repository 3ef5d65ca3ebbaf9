import java.util.Locale;

/**
 * What a number has to be at least, its floor, and what it should become.
 *
 * @param smaller whether smaller numbers are better
 */
record Goal(double floor, double aim, boolean smaller) {
    static Goal atMost(double floor, double aim) {
        return new Goal(floor, aim, true);
    }

    static Goal atLeast(double floor, double aim) {
        return new Goal(floor, aim, false);
    }

    /** There is no floor; what misses the aim reaches nothing. */
    static Goal aim(double atMost) {
        return new Goal(Double.NaN, atMost, true);
    }

    /** {@code aim}, {@code floor}, or {@code no} when neither is reached. */
    String reachedBy(double value) {
        if (isReached(value, aim)) {
            return "aim";
        }
        return isReached(value, floor) ? "floor" : "no";
    }

    private boolean isReached(double value, double bound) {
        return smaller ? value <= bound : value >= bound;
    }

    /** At most four digits that matter. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e7) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.3f", value);
    }
}
