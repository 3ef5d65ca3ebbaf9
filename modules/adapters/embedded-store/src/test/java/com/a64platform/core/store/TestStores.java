package com.a64platform.core.store;

import com.a64platform.adapters.embedded.EmbeddedEngine;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Mode;
import com.a64platform.core.platform.PlatformSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Opens stores for tests, on the real engines. */
final class TestStores {
    private TestStores() {}

    /** The embedded store of a home; close it. */
    static MongoStore embedded(Path home) {
        return open(home, Optional.empty(), "a64");
    }

    /** A database of a server; close it. */
    static MongoStore server(Path home, String uri, String database) {
        return open(home, Optional.of(uri), database);
    }

    private static MongoStore open(Path home, Optional<String> uri, String database) {
        return new MongoStore(settings(home, uri, database), new EmbeddedEngine());
    }

    private static PlatformSettings settings(Path home, Optional<String> uri, String database) {
        return new PlatformSettings(
                new Home(home),
                Mode.DEVELOPMENT,
                "127.0.0.1",
                0,
                Optional.empty(),
                PlatformSettings.Proxies.NONE,
                Optional.empty(),
                Optional.empty(),
                false,
                uri,
                database,
                Optional.empty(),
                PlatformSettings.RegistryAccess.PLAIN,
                "offline",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                10,
                1024,
                Duration.ofSeconds(10),
                Duration.ofDays(90),
                Duration.ZERO);
    }
}
