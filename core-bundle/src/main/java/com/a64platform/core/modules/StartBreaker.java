package com.a64platform.core.modules;

import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an artifact from being started that the process died of twice in a row. A death counts for what was being started
 * at that moment, or, when nothing was, for what had been started within {@code MODULE_START_WATCH} before. One that was
 * started and outlived that time is clean again. What does not count: a stop in order, and a machine that was started anew, for no
 * module switches it off.
 *
 * <p>When more than one could have been it, the next process starts each of them alone: after all that was started before has
 * settled, and nothing else is started until this one has. The death after that has one name. Thread-safe.
 */
@Component(service = StartBreaker.class)
public final class StartBreaker {
    private static final Logger log = LoggerFactory.getLogger(StartBreaker.class);
    private static final int DEATHS = 2;
    /** Whether somebody ends the process is asked at most this often, for it stops all threads to be looked at. */
    private static final Duration TOGETHER = Duration.ofMillis(50);

    private final StartMarks marks;
    private final Workers workers;
    private final Clock clock;
    private final Duration settle;
    private final boolean suspectsAlone;
    /** When, of {@link System#nanoTime}, an artifact whose start has ended will have settled. */
    private final Map<String, Long> settleAt = new HashMap<>();

    private boolean settlingRuns;

    @Activate
    public StartBreaker(@Reference Platform platform, @Reference Workers workers) {
        this(
                platform.home().data().resolve("starts"),
                machineStart(),
                platform.settings().startWatch(),
                workers,
                Clock.systemUTC());
    }

    /** @param settle how long a process has to outlive the start of a module */
    public StartBreaker(Path file, String machine, Duration settle, Workers workers, Clock clock) {
        this.marks = new StartMarks(file, machine);
        this.settle = settle;
        this.workers = workers;
        this.clock = clock;
        marks.read();
        this.suspectsAlone = settleAccounts();
    }

    /** A stop in order is nobody's fault, unless a module's own code asked for it. */
    @Deactivate
    public synchronized void close() {
        if (!exitCalled()) {
            marks.starting().clear();
            marks.settling().clear();
            marks.write();
        }
    }

    /**
     * The artifact is started next.
     *
     * @throws ModuleFault when the process died of it twice in a row
     */
    void begin(String sha256) {
        quarantine(sha256).ifPresent(reason -> {
            throw new ModuleFault(reason);
        });
        while (!mayBegin(sha256)) {
            if (Thread.currentThread().isInterrupted()) {
                throw new ModuleFault("the platform is stopping");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** Its start has ended, well or not; what it left behind may still end the process. */
    synchronized void ended(String sha256) {
        marks.ended(sha256);
        settleAt.put(sha256, System.nanoTime() + settle.toNanos());
        if (!settlingRuns) {
            settlingRuns = true;
            workers.start("settle", this::settleAll);
        }
    }

    /** Why the artifact is not started; empty when it may be. */
    public synchronized Optional<String> quarantine(String sha256) {
        var deaths = marks.deaths().getOrDefault(sha256, List.of());
        return deaths.size() < DEATHS
                ? Optional.empty()
                : Optional.of("it is quarantined: the platform ended while it was being started, or within "
                        + settle.toSeconds() + " s after, at "
                        + deaths.stream().map(String::valueOf).collect(Collectors.joining(" and ")));
    }

    /**
     * Waits until what the process before may have died of has settled. A start is not over before: who ends the process
     * later, a person for one, does not make it the second in a row.
     */
    public void awaitSuspects() {
        while (suspectUnsettled() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private synchronized boolean suspectUnsettled() {
        return Stream.of(marks.starting(), marks.settling())
                .flatMap(Set::stream)
                .anyMatch(this::isSuspect);
    }

    private synchronized boolean somethingUnsettled() {
        return !marks.starting().isEmpty() || !marks.settling().isEmpty();
    }

    private synchronized boolean isSuspect(String sha256) {
        return marks.deaths().containsKey(sha256);
    }

    /** An administrator wants it to be started all the same. */
    public synchronized void pardon(String sha256) {
        if (marks.deaths().remove(sha256) != null) {
            marks.write();
        }
    }

    /** Forgets what is not there any more: it starts clean when it is back. */
    public synchronized void keepOnly(Predicate<String> there) {
        if (marks.deaths().keySet().removeIf(there.negate())) {
            marks.write();
        }
    }

    private synchronized boolean mayBegin(String sha256) {
        if (suspectsAlone && (isSuspect(sha256) ? somethingUnsettled() : suspectUnsettled())) {
            return false;
        }
        settleAt.remove(sha256);
        marks.begun(sha256);
        return true;
    }

    /** One thread for all that settle, and those that settle at about the same time together. */
    private void settleAll() {
        for (long next = settle.toNanos(); next > 0; next = settleDue()) {
            LockSupport.parkNanos(Math.max(next, TOGETHER.toNanos()));
            if (Thread.currentThread().isInterrupted()) {
                return; // the platform stops
            }
        }
    }

    /**
     * A process that a module's code is ending has not outlived it, however long the end takes.
     *
     * @return nanoseconds until more will have settled; 0 when nothing is left
     */
    private synchronized long settleDue() {
        long now = System.nanoTime();
        var due = settleAt.entrySet().stream()
                .filter(entry -> entry.getValue() - now <= 0)
                .map(Map.Entry::getKey)
                .toList();
        if (!due.isEmpty() && !exitCalled()) {
            settleAt.keySet().removeAll(due);
            due.forEach(marks::settled);
        }
        settlingRuns = !settleAt.isEmpty();
        return settleAt.values().stream()
                .mapToLong(end -> Math.max(1, end - now))
                .min()
                .orElse(0);
    }

    /** @return whether more than one artifact may have ended the process before */
    private boolean settleAccounts() {
        var suspects = Set.copyOf(marks.starting().isEmpty() ? marks.settling() : marks.starting());
        if (!suspects.isEmpty() && !marks.ofAnotherMachineStart()) {
            log.warn("The platform ended while it started {}, or soon after", suspects);
            suspects.forEach(this::died);
        }
        boolean several = suspects.size() > 1 && !marks.ofAnotherMachineStart();
        marks.starting().clear();
        marks.settling().clear();
        marks.write();
        return several;
    }

    private void died(String sha256) {
        marks.deaths()
                .computeIfAbsent(sha256, unknown -> new ArrayList<>())
                .add(clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    /**
     * A signal ends the machine by another way than code that calls for its end. To look stops every thread for some
     * milliseconds, so it is looked only when the machine is ending at all.
     */
    private static boolean exitCalled() {
        return isEnding()
                && Thread.getAllStackTraces().values().stream()
                        .flatMap(Stream::of)
                        .anyMatch(frame -> frame.getClassName().equals("java.lang.Runtime")
                                && frame.getMethodName().equals("exit"));
    }

    /** Shutdown hooks can be neither added nor taken away any more once they run; this thread is none. */
    private static boolean isEnding() {
        try {
            Runtime.getRuntime().removeShutdownHook(Thread.currentThread());
            return false;
        } catch (IllegalStateException ending) {
            return true;
        }
    }

    private static String machineStart() {
        try {
            Path id = Path.of("/proc/sys/kernel/random/boot_id");
            return Files.isReadable(id)
                    ? Files.readString(id, StandardCharsets.US_ASCII).strip()
                    : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
