package com.a64platform.core.leases;

import com.a64platform.core.crypto.Ed25519;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.leases.LeaseRecord.Asked;
import com.a64platform.core.memory.LicensingClock;
import com.a64platform.core.memory.MonotonicMemory;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The leases of this platform's licenses. Sequences are remembered in the store and in the home, so that neither an older
 * store nor an answer that is played again brings an old lease back. Thread-safe.
 */
@Component(service = Leases.class)
public final class Leases {
    /** No server can lend for longer by dating a lease ahead; clocks may differ by a day. */
    private static final Duration FARTHEST = LeaseClaims.LONGEST.plusDays(1);

    private final LeaseRepository repository;
    private final MonotonicMemory memory;
    private final LicensingClock clock;

    @Activate
    public Leases(
            @Reference LeaseRepository repository, @Reference MonotonicMemory memory, @Reference LicensingClock clock) {
        this.repository = repository;
        this.memory = memory;
        this.clock = clock;
    }

    /** The newest lease of a license for an installation; empty when there is none or what is kept is not genuine. */
    public Optional<LeaseClaims> current(String issuer, String license, String installation) {
        return repository
                .find(issuer, license)
                .flatMap(Leases::genuine)
                .filter(lease ->
                        lease.issuer().equals(issuer) && lease.license().equals(license))
                .filter(lease -> lease.installation().equals(installation));
    }

    /** What to ask the server with: the question under way, or a new one, which is written down before it is sent. */
    public synchronized Asked next(PublicKey issuer, String license) {
        var keyId = Ed25519.keyId(issuer);
        var kept = repository.find(keyId, license);
        var underWay = kept.flatMap(LeaseRecord::asked);
        if (underWay.isPresent()) {
            return underWay.get();
        }
        long seen = kept.flatMap(Leases::genuine).map(LeaseClaims::sequence).orElse(0L);
        var asked = new Asked(Nonces.fresh(), 1 + Math.max(seen, remembered(keyId, license)));
        var token = kept.flatMap(LeaseRecord::token);
        repository.put(new LeaseRecord(keyId, license, Ed25519.encode(issuer), token, Optional.of(asked)));
        return asked;
    }

    /**
     * Takes a lease that was given for a question.
     *
     * @throws MalformedDocumentException when it is not the answer; the message says why, and nothing was changed
     */
    public synchronized LeaseClaims accept(
            String token, PublicKey issuer, String license, String installation, Asked asked)
            throws MalformedDocumentException {
        var lease = LeaseToken.verify(token, issuer);
        require(lease.license().equals(license), "It is for another license");
        require(lease.installation().equals(installation), "It is for another installation");
        require(lease.nonce().equals(asked.nonce()), "It answers another question");
        require(!lease.expires().isAfter(clock.now().plus(FARTHEST)), "It ends later than any lease may");
        if (kept(lease, token)) {
            return lease; // the answer that came before a crash, given again
        }
        require(lease.sequence() >= asked.counter(), "It is older than what was asked for");
        require(lease.sequence() > remembered(lease.issuer(), license), "It is not newer than the one before");
        // the memory last: a crash in between must not make the same answer look old
        repository.put(
                new LeaseRecord(lease.issuer(), license, Ed25519.encode(issuer), Optional.of(token), Optional.empty()));
        memory.remember(state -> state.withCounter(counter(lease.issuer(), license), lease.sequence()));
        return lease;
    }

    private boolean kept(LeaseClaims lease, String token) {
        return repository
                .find(lease.issuer(), lease.license())
                .flatMap(LeaseRecord::token)
                .filter(token::equals)
                .isPresent();
    }

    /** Forgets a lease, not its sequence. */
    public void forget(String issuer, String license) {
        repository.remove(issuer, license);
    }

    private long remembered(String issuer, String license) {
        return memory.recall().counter(counter(issuer, license));
    }

    private static String counter(String issuer, String license) {
        return "lease:" + issuer + ":" + license;
    }

    /** Whoever can write to the store cannot lengthen a lease: the issuer's key is held against the issuer's name. */
    private static Optional<LeaseClaims> genuine(LeaseRecord kept) {
        if (kept.token().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LeaseToken.verify(kept.token().get(), Ed25519.decode(kept.key())));
        } catch (MalformedDocumentException forged) {
            return Optional.empty();
        }
    }

    private static void require(boolean holds, String otherwise) throws MalformedDocumentException {
        if (!holds) {
            throw new MalformedDocumentException(otherwise);
        }
    }
}
