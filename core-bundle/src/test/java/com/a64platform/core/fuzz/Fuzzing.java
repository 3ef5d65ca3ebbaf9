package com.a64platform.core.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Base64;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Feeds a reader thousands of inputs. Each has to be accepted or refused with the one exception that a refusal has, within
 * a time and with an amount of memory; anything else fails with what is needed to see it again. The inputs follow from a
 * seed that is printed; {@code -Dfuzz.seed=N} repeats a run, {@code -Dfuzz.only=N} with it a single input. For one test
 * at a time.
 */
public final class Fuzzing {
    /** Whoever takes this long never ends; it says nothing about speed. */
    private static final long HANGS_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long WATCH_MILLIS = 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String name;
    private final Class<? extends Throwable> refusal;
    private final long seed;
    private final int only;
    private long mostBytes = 8L << 20;

    private volatile int index;
    private volatile long since;
    private volatile AssertionError fault;
    private byte[] input = {};
    private int accepted;
    private int refused;
    private long highest;

    private Fuzzing(String name, Class<? extends Throwable> refusal) {
        this.name = name;
        this.refusal = refusal;
        this.seed = Long.getLong("fuzz.seed", new Random().nextInt(Integer.MAX_VALUE));
        this.only = Integer.getInteger("fuzz.only", -1);
    }

    /** Makes an input from what chance says. */
    public interface Inputs {
        byte[] next(Random random);
    }

    /** Reads an input, or throws the refusal. */
    public interface Reader {
        void read(byte[] input) throws Throwable;
    }

    /** @param refusal what a refused input throws; nothing else is let through */
    public static Fuzzing of(String name, Class<? extends Throwable> refusal) {
        return new Fuzzing(name, refusal);
    }

    /** What one input may allocate, in bytes. */
    public Fuzzing within(long bytes) {
        mostBytes = bytes;
        return this;
    }

    /** Reads so many inputs; some must be accepted and some refused, or the inputs are no good. */
    public void run(int inputs, Inputs generator, Reader reader) {
        Thread worker = new Thread(() -> readAll(inputs, generator, reader), "fuzz-" + name);
        worker.setDaemon(true);
        long start = System.nanoTime();
        since = start;
        worker.start();
        watch(worker);
        System.out.printf(
                "fuzz %s: %d inputs of seed %d, %d accepted, %d refused, at most %d KiB for one, %d ms%n",
                name,
                accepted + refused,
                seed,
                accepted,
                refused,
                highest / 1024,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        if (fault != null) {
            throw fault;
        }
        if (only < 0 && (accepted == 0 || refused == 0)) {
            throw new AssertionError(name + ": " + accepted + " accepted, " + refused + " refused; both must occur");
        }
    }

    private void readAll(int inputs, Inputs generator, Reader reader) {
        for (int i = Math.max(only, 0); i < inputs && fault == null && (only < 0 || i == only); i++) {
            input = generator.next(chance(i));
            since = System.nanoTime();
            index = i;
            long bytes = measured(reader);
            if (bytes > mostBytes) {
                bytes = measured(reader); // classes that are loaded and tables that are made once do not count
            }
            highest = Math.max(highest, bytes);
            if (bytes > mostBytes) {
                fault = failed("takes " + bytes + " bytes of memory", null);
            }
        }
    }

    /** Neighbours must not resemble each other, as they do when a {@link Random} is seeded by counting. */
    private Random chance(int number) {
        return new Random(new SplittableRandom(seed ^ ((long) number << 32)).nextLong());
    }

    private long measured(Reader reader) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        read(reader);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private void read(Reader reader) {
        try {
            reader.read(input);
            accepted++;
        } catch (Throwable thrown) {
            if (refusal.isInstance(thrown)) {
                refused++;
            } else {
                fault = failed("throws " + thrown, thrown);
            }
        }
    }

    private void watch(Thread worker) {
        try {
            while (worker.isAlive() && fault == null) {
                worker.join(WATCH_MILLIS);
                if (worker.isAlive() && System.nanoTime() - since > HANGS_NANOS) {
                    AssertionError hangs = failed("does not come back", null);
                    hangs.setStackTrace(worker.getStackTrace());
                    fault = hangs;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private AssertionError failed(String what, Throwable cause) {
        String text = Base64.getEncoder().encodeToString(input);
        return new AssertionError(
                name + " " + what + "; again with -Dfuzz.seed=" + seed + " -Dfuzz.only=" + index + ". The input of "
                        + input.length + " bytes in base64: " + text.substring(0, Math.min(text.length(), 4000)),
                cause);
    }
}
