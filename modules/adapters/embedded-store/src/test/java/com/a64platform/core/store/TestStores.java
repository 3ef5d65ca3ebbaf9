package com.a64platform.core.store;

import com.a64platform.adapters.embedded.EmbeddedEngine;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Mode;
import com.a64platform.core.platform.PlatformSettings;
import com.a64platform.core.spi.EmbeddedStoreEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Opens stores for tests, on the real engines. */
public final class TestStores {
    private TestStores() {}

    /** The embedded store of a home; close it. */
    static MongoStore embedded(Path home) {
        return on(new EmbeddedEngine(), home);
    }

    /** The store of a home on another engine; close it. */
    public static MongoStore on(EmbeddedStoreEngine engine, Path home) {
        return new MongoStore(settings(home, Optional.empty(), "a64"), engine);
    }

    /** A database of a server; close it. */
    public static MongoStore server(Path home, String uri, String database) {
        return new MongoStore(settings(home, Optional.of(uri), database), new EmbeddedEngine());
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
