package com.a64platform.core.identity;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Sessions in memory. */
final class InMemorySessionRepository implements SessionRepository {
    final Map<String, Session> sessions = new ConcurrentHashMap<>();
    /** What happens to come first. */
    Runnable beforeAdd = () -> {};

    @Override
    public void add(Session session) {
        beforeAdd.run();
        sessions.put(session.id(), session);
    }

    @Override
    public Optional<Session> find(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    @Override
    public synchronized boolean rotate(Session next, String expectedSecretHash) {
        var old = sessions.get(next.id());
        if (old == null || old.revokedAt().isPresent() || !old.secretHash().equals(expectedSecretHash)) {
            return false;
        }
        sessions.put(next.id(), next);
        return true;
    }

    @Override
    public synchronized void revoke(String id, Instant now) {
        sessions.computeIfPresent(
                id,
                (key, old) -> old.revokedAt().isPresent()
                        ? old
                        : new Session(
                                old.id(),
                                old.userId(),
                                old.tenantId(),
                                old.secretHash(),
                                old.createdAt(),
                                old.expiresAt(),
                                Optional.of(now)));
    }

    @Override
    public List<Session> ofUser(String userId) {
        return sessions.values().stream()
                .filter(session ->
                        session.userId().equals(userId) && session.revokedAt().isEmpty())
                .toList();
    }

    @Override
    public List<Session> revokedSince(Instant start) {
        return sessions.values().stream()
                .filter(session ->
                        session.revokedAt().filter(end -> !end.isBefore(start)).isPresent())
                .toList();
    }

    @Override
    public void removeExpired(Instant before) {
        sessions.values().removeIf(session -> session.expiresAt().isBefore(before));
    }
}
