package com.a64platform.core.registry;

import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PlatformSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Settings of a home, with a registry or, by an empty name, without one. */
public final class TestSettings {
    private TestSettings() {}

    public static Platform of(Path home, String registry, String mode) {
        return of(home, registry, mode, Map.of());
    }

    /** @param more settings, such as MODULE_REGISTRY_CREDENTIALS */
    static Platform of(Path home, String registry, String mode, Map<String, String> more) {
        var values = values(home, mode);
        values.put("MODULE_REGISTRY", registry);
        values.putAll(more);
        return new Platform(PlatformSettings.from(values));
    }

    /** As the launcher hands them over. */
    public static Map<String, String> values(Path home, String mode) {
        Map<String, String> values = new HashMap<>(Map.of(
                "A64_HOME", home.toString(),
                "A64_DEPLOY_DIR", home.resolve("deploy").toString(),
                "A64_MODE", mode,
                "A64_HTTP_HOST", "127.0.0.1",
                "A64_HTTP_PORT", "0",
                "A64_SAFE_MODE", "false",
                "MONGODB_DB_NAME", "a64",
                "LICENSE_MODE", "offline"));
        values.put("MAX_MODULES", "50");
        values.put("MAX_MODULE_SIZE_MB", "1");
        values.put("MODULE_INSTALL_TIMEOUT", "2");
        values.put("OPERATION_HISTORY_DAYS", "90");
        values.put("UNINSTALL_UNDO_DAYS", "7");
        values.put("MODULE_START_WATCH", "5");
        values.put("MODULE_UPDATE_WATCH", "0");
        values.put("MODULE_REGISTRY", "");
        return values;
    }
}
