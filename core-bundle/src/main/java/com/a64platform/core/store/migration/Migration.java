package com.a64platform.core.store.migration;

import com.mongodb.client.MongoDatabase;
import java.util.List;

/**
 * Brings the data from one version to the next. It may be cut off anywhere and is then run again, on another node perhaps;
 * so whatever it has done already it finds and leaves alone. Nothing else writes meanwhile: no repository is open yet.
 */
public interface Migration {
    /** For people, in the log: what becomes otherwise. */
    String what();

    /**
     * @param platform the platform's own database
     * @param tenants those of all tenants
     * @throws RuntimeException ends the start; the next one begins with this migration
     */
    void run(MongoDatabase platform, List<MongoDatabase> tenants);
}
