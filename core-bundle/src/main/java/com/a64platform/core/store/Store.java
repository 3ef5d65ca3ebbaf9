package com.a64platform.core.store;

import com.mongodb.client.MongoDatabase;

/** The open store. Only this package sees the driver; every repository takes its collections from here. Thread-safe. */
public interface Store {
    /** The platform's own database. */
    MongoDatabase platform();

    /** @param name a tenant's opaque database name ({@code Tenant.database()}) */
    MongoDatabase tenant(String name);
}
