package com.a64platform.launcher;

import java.util.Map;
import java.util.stream.Stream;

/** What settings may not be combined: production needs its secrets, development stays on this machine. */
final class SafetyRules {
    private SafetyRules() {}

    static void check(Map<String, String> values) {
        if (values.get("LICENSE_MODE").equals("online")
                && values.getOrDefault("LICENSE_SERVER", "").isBlank()) {
            throw StartRefused.badSetting(
                    "LICENSE_MODE=online asks a license server: set LICENSE_SERVER to its address, or the mode to offline.");
        }
        checkTls(values);
        if (values.get("A64_MODE").equals("production")) {
            checkProduction(values);
        } else if (!Checks.isLoopback(values.get("A64_HTTP_HOST"))) {
            throw StartRefused.badSetting("A64_HTTP_HOST=" + values.get("A64_HTTP_HOST")
                    + " is not allowed in development mode, which admits unsigned code: use 127.0.0.1 or"
                    + " A64_MODE=production.");
        }
    }

    private static void checkTls(Map<String, String> values) {
        long given = Stream.of("HTTPS_PORT", "TLS_CERTIFICATE", "TLS_KEY")
                .filter(key -> !values.getOrDefault(key, "").isBlank())
                .count();
        if (given % 3 != 0) {
            throw StartRefused.badSetting(
                    "HTTPS needs HTTPS_PORT, TLS_CERTIFICATE and TLS_KEY: set all three or none.");
        }
        if (values.get("A64_HTTP_PORT").equals(values.get("HTTPS_PORT"))) {
            throw StartRefused.badSetting("HTTPS_PORT=" + values.get("HTTPS_PORT")
                    + " is that of plain HTTP, A64_HTTP_PORT: choose another for one of them.");
        }
    }

    private static void checkProduction(Map<String, String> values) {
        String key = values.getOrDefault("LICENSE_ENCRYPTION_KEY", "");
        if (key.isEmpty()) {
            throw StartRefused.badSetting("LICENSE_ENCRYPTION_KEY is missing: production mode needs at least 32"
                    + " characters of your own, for example from: openssl rand -base64 48.");
        }
        if (key.equals(Settings.EXAMPLE_KEY)) {
            throw StartRefused.badSetting("LICENSE_ENCRYPTION_KEY is the example's: production mode needs at least 32"
                    + " characters of your own, for example from: openssl rand -base64 48.");
        }
        if (values.get("LICENSE_MODE").equals("format")) {
            throw StartRefused.badSetting("LICENSE_MODE=format checks a license's spelling only and is not allowed in"
                    + " production mode: set it to offline.");
        }
    }
}
