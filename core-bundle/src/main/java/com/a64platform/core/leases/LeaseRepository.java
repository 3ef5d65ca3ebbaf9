package com.a64platform.core.leases;

import java.util.List;
import java.util.Optional;

/** Keeps leases. Thread-safe; every write is durable on return. */
public interface LeaseRepository {
    Optional<LeaseRecord> find(String issuer, String license);

    /** All, in no order. */
    List<LeaseRecord> all();

    /** Writes it, in place of the one for the same license. */
    void put(LeaseRecord lease);

    /** Removes one; nothing happens when it is gone. */
    void remove(String issuer, String license);
}
