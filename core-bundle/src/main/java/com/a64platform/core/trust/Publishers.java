package com.a64platform.core.trust;

import com.a64platform.core.crypto.Envelope;
import com.a64platform.core.memory.MonotonicState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who speaks for a publisher's name: the registry through which something of it was first admitted, else the first
 * document that names it. Another registry's root cannot take over a name that is in use.
 */
record Publishers(List<Anchor> anchors, MonotonicState seen) {
    private static final String PIN = "publisher:";

    static String pin(String publisher) {
        return PIN + publisher;
    }

    /** The document that speaks for the publisher. */
    Optional<Anchor> anchor(String publisher) {
        var pinned = Optional.ofNullable(seen.pins().get(pin(publisher)));
        return anchors.stream()
                .filter(anchor -> anchor.root().publisher(publisher).isPresent())
                .filter(anchor -> pinned.isEmpty() || pinned.get().equals(anchor.name()))
                .findFirst();
    }

    /** @throws ProblemException PUBLISHER_UNKNOWN when nobody speaks for it */
    Anchor require(String publisher) {
        return anchor(publisher)
                .orElseThrow(() -> new ProblemException(ErrorCode.PUBLISHER_UNKNOWN, unknown(publisher)));
    }

    /** The payload when the publisher signed it with keys that count. */
    Optional<byte[]> open(String publisher, Envelope envelope) {
        var anchor = require(publisher);
        return anchor.root().publisher(publisher).orElseThrow().open(envelope, revoked(anchor));
    }

    /** Whether a revoked key of the publisher signed. */
    boolean revokedSigned(String publisher, Envelope envelope) {
        var anchor = require(publisher);
        return anchor.root().publisher(publisher).orElseThrow().revokedSigned(envelope, revoked(anchor));
    }

    /** A key that any registry of this home calls stolen counts for none. */
    Set<String> revoked(Anchor of) {
        Set<String> revoked = new HashSet<>(of.root().revoked());
        anchors.stream()
                .filter(anchor -> !anchor.development())
                .forEach(anchor -> revoked.addAll(anchor.root().revoked()));
        return revoked;
    }

    private String unknown(String publisher) {
        var pinned = seen.pins().get(pin(publisher));
        return pinned == null
                ? "The publisher " + publisher + " is not trusted by this home; ask whoever runs it to trust that"
                        + " publisher first."
                : "The publisher " + publisher + " is known here through the registry " + pinned
                        + ", which does not name it any more; nothing else can speak for it.";
    }
}
