package com.a64platform.core.store;

import com.a64platform.adapters.embedded.EmbeddedEngine;
import com.a64platform.core.platform.Home;
import com.a64platform.core.spi.EmbeddedStoreEngine;
import java.nio.file.Path;
import java.util.Optional;

/** Opens stores for tests, on the real engines. */
public final class TestStores {
    private static final String VERSION = "1.0.0";

    private TestStores() {}

    /** The embedded store of a home; close it. */
    static MongoStore embedded(Path home) {
        return on(new EmbeddedEngine(), home);
    }

    /** The store of a home on another engine; close it. */
    public static MongoStore on(EmbeddedStoreEngine engine, Path home) {
        return open(engine, home, Optional.empty(), "a64");
    }

    /** A database of a server; close it. */
    public static MongoStore server(Path home, String uri, String database) {
        return open(new EmbeddedEngine(), home, Optional.of(uri), database);
    }

    private static MongoStore open(EmbeddedStoreEngine engine, Path home, Optional<String> uri, String database) {
        return MongoStore.open(new MongoStore.Place(new Home(home).data(), uri, database, engine), VERSION);
    }
}
