import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of the requests of a load. Written by its thread, read when that has ended. */
final class Readings {
    private static final int FAILURES_KEPT = 20;

    private long[] due = new long[1 << 14];
    private long[] latency = new long[1 << 14];
    private int size;
    /** How often which failure, by what went wrong. */
    private final Map<String, Integer> failures = new TreeMap<>();

    private final List<Long> failed = new ArrayList<>();

    void arrived(long wasDue, long now) {
        if (size == due.length) {
            due = Arrays.copyOf(due, 2 * size);
            latency = Arrays.copyOf(latency, 2 * size);
        }
        due[size] = wasDue;
        latency[size++] = now - wasDue;
    }

    void broke(long wasDue, String why) {
        failed.add(wasDue);
        failures.merge(failures.size() < FAILURES_KEPT || failures.containsKey(why) ? why : "others", 1, Integer::sum);
    }

    int answered() {
        return size;
    }

    /** What went wrong, each kind once with its count; empty when nothing did. */
    Map<String, Integer> failures() {
        return Map.copyOf(failures);
    }

    /** Of the requests that were due in a part of the time, in milliseconds. */
    double percentile(double share, long from, long to) {
        long[] sorted = new long[size];
        int found = 0;
        for (int i = 0; i < size; i++) {
            if (due[i] >= from && due[i] < to) {
                sorted[found++] = latency[i];
            }
        }
        Arrays.sort(sorted, 0, found);
        return found == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(share * found) - 1)] / 1e6;
    }

    /** How many that were due in a part of the time were answered. */
    int answeredIn(long from, long to) {
        int found = 0;
        for (int i = 0; i < size; i++) {
            found += due[i] >= from && due[i] < to ? 1 : 0;
        }
        return found;
    }

    int failedIn(long from, long to) {
        return (int) failed.stream().filter(at -> at >= from && at < to).count();
    }
}
