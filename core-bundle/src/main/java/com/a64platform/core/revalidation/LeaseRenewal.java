package com.a64platform.core.revalidation;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.leases.LeaseClaims;
import com.a64platform.core.leases.Leases;
import com.a64platform.core.leasing.LicenseQuestions;
import com.a64platform.core.leasing.Outcome;
import com.a64platform.core.leasing.Outcome.Leased;
import com.a64platform.core.leasing.Outcome.Nothing;
import com.a64platform.core.leasing.Outcome.Revoked;
import com.a64platform.core.licensing.InstallationIdentity;
import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.memory.LicensingClock;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationListener;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.revalidation.OnlineLicenses.Held;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the leases of online licenses fresh: each is renewed when half of it is over, tried again every hour, and asked
 * about at once when the license server hints at a change. Thread-safe.
 */
@Component(service = LeaseRenewal.class)
public final class LeaseRenewal implements OperationListener {
    private static final Logger log = LoggerFactory.getLogger(LeaseRenewal.class);
    private static final Duration BETWEEN_TRIES = Duration.ofHours(1);
    private static final Duration SHORTEST = Duration.ofSeconds(2);
    /** A lease that is shorter than a day is tried more often than hourly. */
    private static final int TRIES_IN_A_LEASE = 24;

    private final Workers workers;
    private final OnlineLicenses licenses;
    private final LicenseQuestions questions;
    private final LicenseService vault;
    private final Leases leases;
    private final InstallationIdentity identity;
    private final LicensingClock clock;
    private final LicenseWatch watch;
    private final Audit audit;

    private final BlockingQueue<Boolean> wishes = new ArrayBlockingQueue<>(1);
    private final AtomicBoolean hinted = new AtomicBoolean();
    /** When each license was last asked about, and what came of it that was no lease; used by the one thread only. */
    private final Map<String, Instant> tried = new HashMap<>();

    private final Map<String, String> refusals = new HashMap<>();
    private volatile boolean needed;
    private volatile boolean closed;

    @Activate
    public LeaseRenewal(
            @Reference Workers workers,
            @Reference OnlineLicenses licenses,
            @Reference LicenseQuestions questions,
            @Reference LicenseService vault,
            @Reference Leases leases,
            @Reference InstallationIdentity identity,
            @Reference LicensingClock clock,
            @Reference LicenseWatch watch,
            @Reference Audit audit) {
        this.workers = workers;
        this.licenses = licenses;
        this.questions = questions;
        this.vault = vault;
        this.leases = leases;
        this.identity = identity;
        this.clock = clock;
        this.watch = watch;
        this.audit = audit;
    }

    /** The modules have been started; from now on leases are renewed, when there is a server to ask. */
    public void begin() {
        if (questions.possible()) {
            workers.start("license-leases", this::run);
        }
    }

    @Deactivate
    public void close() {
        closed = true;
        wishes.offer(true);
    }

    /** Something may have changed at the server: asks about every license now; many calls are one. */
    void hint() {
        hinted.set(true);
        wishes.offer(true);
    }

    /** Whether there was a license to ask about when last looked. */
    boolean needed() {
        return needed;
    }

    /** A module may have come with an online license. */
    @Override
    public void ended(Operation operation) {
        wishes.offer(true);
    }

    private void run() {
        while (!closed) {
            try {
                Duration wait = guardedRound();
                wishes.poll(wait.toMillis() + 1, TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopping) {
                return;
            }
        }
    }

    private Duration guardedRound() {
        try {
            return round(hinted.getAndSet(false));
        } catch (RuntimeException failure) {
            log.error("The leases of licenses could not be looked after; trying again in a minute", failure);
            return Duration.ofMinutes(1);
        }
    }

    /** @return how long until the next is due */
    private Duration round(boolean all) {
        var held = licenses.all();
        needed = !held.isEmpty();
        for (Held one : held) {
            if ((all || !clock.now().isBefore(due(one))) && !asked(one)) {
                break; // the server does not answer: it will not for the others either
            }
        }
        Instant now = clock.now();
        return held.stream()
                .map(this::due)
                .map(due -> Duration.between(now, due))
                .min(Duration::compareTo)
                .map(wait -> wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait)
                .filter(wait -> wait.compareTo(BETWEEN_TRIES) < 0)
                .orElse(BETWEEN_TRIES);
    }

    private Instant due(Held held) {
        Optional<LeaseClaims> lease =
                leases.current(held.license().issuer(), held.license().jti(), identity.id());
        Instant half = lease.map(known -> known.issuedAt().plus(known.length().dividedBy(2)))
                .orElse(Instant.EPOCH);
        Duration pause = lease.map(known -> known.length().dividedBy(TRIES_IN_A_LEASE))
                .filter(part -> part.compareTo(BETWEEN_TRIES) < 0)
                .orElse(BETWEEN_TRIES);
        Instant again = tried.getOrDefault(held.key(), Instant.EPOCH).plus(pause);
        return half.isAfter(again) ? half : again;
    }

    private boolean asked(Held held) {
        tried.put(held.key(), clock.now());
        var subject = held.subject();
        var outcome = questions.lease(held.license().text(), subject.module(), subject.publisher(), held.seats());
        note(held, outcome);
        if (outcome instanceof Leased leased) {
            replace(held, leased);
        }
        if (!(outcome instanceof Nothing)) {
            watch.wake();
        }
        return !(outcome instanceof Nothing nothing) || nothing.answered();
    }

    /** A renewed license takes the place of the old one wherever that is. */
    private void replace(Held held, Leased leased) {
        if (leased.license().equals(held.license().text())) {
            return;
        }
        try {
            held.subjects().forEach(subject -> vault.renew(leased.license(), subject));
            leases.forget(held.license().issuer(), held.license().jti());
        } catch (ProblemException refused) {
            log.warn(
                    "The renewed license of {} does not do, the old one stays: {}",
                    held.subject().module(),
                    refused.detail());
        }
    }

    /** Told when it changes, not every hour. */
    private void note(Held held, Outcome outcome) {
        String told = outcome instanceof Nothing nothing ? nothing.reason() : "";
        if (outcome instanceof Revoked) {
            told = "REVOKED";
        }
        String before = told.isEmpty() ? refusals.remove(held.key()) : refusals.put(held.key(), told);
        if (told.isEmpty() || told.equals(before)) {
            return;
        }
        String advice = outcome instanceof Nothing nothing ? nothing.advice() : "Its issuer has revoked it.";
        log.warn("The license server about {}: {}: {}", held.subject().module(), told, advice);
        audit.record(
                Audit.Actor.SYSTEM,
                "license.lease",
                held.subject().module(),
                "refused",
                Map.of("jti", held.license().jti(), "reason", told, "error", advice));
    }
}
