package com.a64platform.core.identity;

/** Turns an access token into a caller. Thread-safe; asks no store. */
public interface Authenticator {
    /**
     * @param token the compact JWS after {@code Bearer }
     * @throws com.a64platform.core.problem.ProblemException UNAUTHENTICATED when it is malformed, tampered with,
     *     expired, or not an access token of this platform
     */
    Caller authenticate(String token);

    /** Whether the session of a caller has ended since. */
    default boolean isOver(Caller caller) {
        return false;
    }
}
