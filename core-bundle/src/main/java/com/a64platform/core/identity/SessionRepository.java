package com.a64platform.core.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps sessions. Thread-safe; every write is durable on return. */
public interface SessionRepository {
    void add(Session session);

    Optional<Session> find(String id);

    /**
     * Puts {@code next}, its tenant too, in the place of its predecessor, if that was not revoked and its secret still is the
     * expected one.
     *
     * @return false when it is not, and nothing was written
     */
    boolean rotate(Session next, String expectedSecretHash);

    /** Revokes it; nothing happens when it is gone or revoked. */
    void revoke(String id, Instant now);

    /** The user's sessions that are not revoked. */
    List<Session> ofUser(String userId);

    /** Those revoked since. */
    List<Session> revokedSince(Instant start);

    /** Forgets those whose last token ended before. */
    void removeExpired(Instant before);
}
