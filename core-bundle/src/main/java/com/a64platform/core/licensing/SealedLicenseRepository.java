package com.a64platform.core.licensing;

import java.util.List;

/** Keeps sealed licenses. Thread-safe; every write is durable on return. */
public interface SealedLicenseRepository {
    /** Writes it, in place of the one with the same id. */
    void put(SealedLicense license);

    /** All that are kept for a module in a tenant, in no order. */
    List<SealedLicense> find(String tenantId, String module);

    /** All there are, in no order. */
    List<SealedLicense> all();

    /** Removes one; nothing happens when it is gone. */
    void remove(String id);
}
