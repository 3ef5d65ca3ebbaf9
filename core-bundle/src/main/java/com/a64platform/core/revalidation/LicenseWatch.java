package com.a64platform.core.revalidation;

import com.a64platform.core.installer.DisableModule;
import com.a64platform.core.licensing.LicenseDecision;
import com.a64platform.core.memory.LicensingClock;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationListener;
import com.a64platform.core.operations.Workers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides about every license again while modules run: every hour, whenever one is known to end or begin, and whenever
 * somebody wakes it. Thread-safe.
 */
@Component(service = LicenseWatch.class)
public final class LicenseWatch implements OperationListener {
    private static final Logger log = LoggerFactory.getLogger(LicenseWatch.class);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);

    private final Workers workers;
    private final Inventory inventory;
    private final InstalledLicenses licenses;
    private final LicenseEffects effects;
    private final LicensingClock clock;
    /** One wish at the most: whoever wakes while the watch decides has it decide once more. */
    private final BlockingQueue<Boolean> wishes = new ArrayBlockingQueue<>(1);

    private volatile boolean closed;

    @Activate
    public LicenseWatch(
            @Reference Workers workers,
            @Reference Inventory inventory,
            @Reference InstalledLicenses licenses,
            @Reference LicenseEffects effects,
            @Reference LicensingClock clock) {
        this.workers = workers;
        this.inventory = inventory;
        this.licenses = licenses;
        this.effects = effects;
        this.clock = clock;
    }

    /** The modules have been started; from now on the watch runs. */
    public void begin() {
        workers.start("license-watch", this::watch);
    }

    @Deactivate
    public void close() {
        closed = true;
        wake();
    }

    /** Something about licenses has changed: decides again now, on the watch's own thread; many calls are one. */
    public void wake() {
        wishes.offer(true);
    }

    /** Decides about every license before it returns. */
    public void decideNow() {
        decideAll();
        wake(); // what has changed may end sooner than the watch sleeps
    }

    /** What an operation worked on was left alone. */
    @Override
    public void ended(Operation operation) {
        wake();
    }

    /**
     * Decides whether a module may be started for a tenant, before anything runs.
     *
     * @return the installation as it is then
     */
    public Installation beforeStart(Installation installation) {
        return installation.license().isEmpty()
                ? installation
                : effects.beforeStart(installation, licenses.decide(installation));
    }

    private void watch() {
        while (!closed) {
            try {
                Duration wait = decideAll();
                wishes.poll(wait.toMillis() + 1, TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopping) {
                return;
            }
        }
    }

    /** All doors first: what is written down afterwards must not hold them up. */
    private synchronized Duration decideAll() {
        Map<Installation, LicenseDecision> decisions = new LinkedHashMap<>();
        boolean failed = false;
        for (var installation : inventory.all()) {
            failed |= concerned(installation)
                    && !guarded(installation, () -> {
                        var decision = licenses.decide(installation);
                        effects.doors(installation, decision);
                        decisions.put(installation, decision);
                    });
        }
        for (var decided : decisions.entrySet()) {
            failed |= !guarded(decided.getKey(), () -> effects.settle(decided.getKey(), decided.getValue()));
        }
        return failed ? AFTER_A_FAILURE : untilNext(decisions);
    }

    private Duration untilNext(Map<Installation, LicenseDecision> decisions) {
        Instant now = clock.now();
        return decisions.values().stream()
                .map(LicenseDecision::next)
                .flatMap(Optional::stream)
                .map(next -> Duration.between(now, next))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
                .filter(wait -> wait.compareTo(LONGEST) < 0)
                .min(Duration::compareTo)
                .orElse(LONGEST);
    }

    /** One that an administrator has disabled is decided about when it is enabled. */
    private static boolean concerned(Installation installation) {
        return installation.license().isPresent()
                && (installation.desiredState() == InstallationState.ENABLED
                        || installation.desiredState() == InstallationState.ERROR
                        || DisableModule.unlicensed(installation));
    }

    /** One installation's trouble must not keep the others from being decided about; it is tried again soon. */
    private static boolean guarded(Installation installation, Runnable work) {
        try {
            work.run();
            return true;
        } catch (RuntimeException failure) {
            log.error(
                    "The license of {} for tenant {} could not be dealt with",
                    installation.moduleName(),
                    installation.tenantId(),
                    failure);
            return false;
        }
    }
}
