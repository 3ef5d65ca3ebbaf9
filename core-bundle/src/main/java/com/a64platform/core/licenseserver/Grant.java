package com.a64platform.core.licenseserver;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One installation's part of an entitlement: what one activation code gives. Immutable.
 *
 * @param id of its first license; those of later generations add a dot and the generation
 * @param binding the installation that has exchanged the code; empty until one has
 */
record Grant(String id, String entitlement, Optional<Binding> binding) {
    private static final int MOST_FORKS = 20;

    Grant bound(String installation, Instant now) {
        return with(new Binding(installation, now, Optional.empty(), 0, now, false, List.of()));
    }

    /**
     * After a lease was given.
     *
     * @param exchanged for a code: whoever exchanges may keep the license and not the lease, as the command line does, so
     *     that the next question counts whatever its counter is
     */
    Grant leased(Leased lease, int seats, Instant now, boolean exchanged) {
        var old = binding.orElseThrow();
        return with(new Binding(old.installation, old.boundAt, Optional.of(lease), seats, now, exchanged, old.forks));
    }

    /** After somebody asked with a counter that had been used: one of two is a copy. */
    Grant forked(Fork fork) {
        var old = binding.orElseThrow();
        List<Fork> forks = new ArrayList<>(old.forks);
        forks.add(fork);
        var newest = forks.subList(Math.max(0, forks.size() - MOST_FORKS), forks.size());
        return with(new Binding(old.installation, old.boundAt, old.lease, old.seats, old.seenAt, old.released, newest));
    }

    /** The next question counts whatever its counter is, and what was found before is forgotten. */
    Grant released() {
        var old = binding.orElseThrow();
        return with(new Binding(old.installation, old.boundAt, old.lease, old.seats, old.seenAt, true, List.of()));
    }

    private Grant with(Binding changed) {
        return new Grant(id, entitlement, Optional.of(changed));
    }

    /** The id of this grant's license in a generation. */
    String license(int generation) {
        return generation == 1 ? id : id + "." + generation;
    }

    /** The grant that a license belongs to. */
    static String idOf(String license) {
        int dot = license.indexOf('.');
        return dot < 0 ? license : license.substring(0, dot);
    }

    /** @param seats how many it said are taken */
    record Binding(
            String installation,
            Instant boundAt,
            Optional<Leased> lease,
            int seats,
            Instant seenAt,
            boolean released,
            List<Fork> forks) {
        Binding {
            forks = List.copyOf(forks);
        }

        long sequence() {
            return lease.map(Leased::sequence).orElse(0L);
        }
    }

    /** The newest lease: enough to sign the same one again. */
    record Leased(String id, String license, String nonce, long sequence, Instant at) {}

    /** A question that a copy has asked. */
    record Fork(Instant at, String address, long counter) {}
}
