package com.a64platform.core.licensing;

/** Says how many seats of a tenant are taken, for licenses that count users. Thread-safe. */
public interface SeatDirectory {
    /** Users of the tenant that may sign in. */
    int taken(String tenantId);
}
