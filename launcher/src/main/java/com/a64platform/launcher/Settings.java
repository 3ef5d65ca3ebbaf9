package com.a64platform.launcher;

import com.a64platform.launcher.tls.TlsFiles;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All settings of one process, checked. An option wins over the environment, the environment over the file. */
final class Settings {
    /** The value the examples carry; a home that runs for real must not. */
    static final String EXAMPLE_KEY = "change-me-to-32-or-more-random-characters";

    private static final List<Setting> TABLE = List.of(
            Setting.of("A64_HOME", "home", Checks.folder()),
            Setting.optional("A64_DEPLOY_DIR", Checks.folder()),
            Setting.of("A64_HTTP_HOST", "127.0.0.1", Checks.host()),
            Setting.of("A64_HTTP_PORT", "8000", Checks.between(1, 65535)),
            Setting.optional("HTTPS_PORT", Checks.between(1, 65535)),
            Setting.optional("TLS_CERTIFICATE", Checks.path("the path of a PEM chain or a PKCS#12 store")),
            Setting.optional("TLS_KEY", Checks.path("the path of the key, or of the store's password")),
            Setting.optional("TRUSTED_PROXIES", Checks.addressRanges()),
            Setting.of("TRUSTED_PROXY_HEADER", "X-Forwarded-For", Checks.oneOf("X-Forwarded-For", "Forwarded")),
            Setting.of("A64_MODE", "production", Checks.oneOf("production", "development")),
            Setting.of("A64_SAFE_MODE", "false", Checks.oneOf("true", "false")),
            Setting.of("A64_STOP_GRACE", "30", Checks.between(1, 3600)),
            Setting.of("LOG_MAX_SIZE_MB", "20", Checks.between(1, 1024)),
            Setting.of("LOG_HISTORY_DAYS", "30", Checks.between(1, 3650)),
            Setting.optional("A64_ADMIN_EMAIL", Checks.matching("[^@\\s]+@[^@\\s]+", "an e-mail address")),
            Setting.secret("A64_ADMIN_PASSWORD", Checks.atLeastCharacters(12)),
            Setting.secret("MONGODB_URI", Checks.matching("mongodb(\\+srv)?://.+", "a mongodb:// URI")),
            Setting.of(
                    "MONGODB_DB_NAME",
                    "a64",
                    Checks.matching("[A-Za-z0-9_-]{1,38}", "1 to 38 letters, digits, hyphens or underscores")),
            // people put secrets into these by mistake: a refusal must not repeat them
            Setting.secret("MODULE_REGISTRY", Checks.registry()),
            Setting.secret("MODULE_REGISTRY_CREDENTIALS", Checks.credentials()),
            Setting.optional("MODULE_REGISTRY_CA", Checks.path("the path of a PEM file")),
            Setting.secret(
                    "MODULE_REGISTRY_PROXY",
                    Checks.matching("http://[A-Za-z0-9.-]+:\\d{1,5}", "http://HOST:PORT, without credentials")),
            Setting.secret("MODULE_REGISTRY_PROXY_CREDENTIALS", Checks.credentials()),
            Setting.of("LICENSE_MODE", "offline", Checks.oneOf("format", "offline", "online")),
            Setting.secret("LICENSE_SERVER", Checks.server()),
            Setting.optional("LICENSE_SERVER_CA", Checks.path("the path of a PEM file")),
            Setting.secret("LICENSE_ENCRYPTION_KEY", Checks.atLeastCharacters(32)),
            Setting.secret("LICENSE_ENCRYPTION_KEY_PREVIOUS", Checks.atLeastCharacters(32)),
            Setting.of("MAX_MODULES", "50", Checks.between(1, 10000)),
            Setting.of("MAX_MODULE_SIZE_MB", "50", Checks.between(1, 2048)),
            Setting.of("MODULE_INSTALL_TIMEOUT", "300", Checks.between(1, 86400)),
            Setting.of("OPERATION_HISTORY_DAYS", "90", Checks.between(1, 3650)),
            Setting.of("UNINSTALL_UNDO_DAYS", "7", Checks.between(0, 365)),
            Setting.of("MODULE_START_WATCH", "5", Checks.between(1, 300)),
            Setting.of("MODULE_UPDATE_WATCH", "60", Checks.between(0, 3600)));

    /** What commands read and no node: who signs in a shell may start a node in it, too. */
    private static final Set<String> OF_COMMANDS = Set.of("A64_KEY_PASSPHRASE");

    private static final Map<String, Setting> BY_KEY =
            TABLE.stream().collect(Collectors.toUnmodifiableMap(Setting::key, Function.identity()));

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** Reads and checks every source; the home itself is neither made nor touched. */
    static Settings load(Map<String, String> environment, Arguments arguments) {
        Map<String, String> outside = known(environment);
        outside.putAll(arguments.given());
        Map<String, String> merged = new LinkedHashMap<>();
        TABLE.forEach(setting -> setting.standard().ifPresent(value -> merged.put(setting.key(), value)));
        merged.putAll(arguments.defaults());
        Path home = home(outside, merged);
        HomeFolder.requireChangedOver(home);
        merged.putAll(file(home.resolve("conf/a64.properties")));
        merged.putAll(outside);
        merged.put("A64_HOME", home.toString());
        merged.put("A64_DEPLOY_DIR", folder(merged, "A64_DEPLOY_DIR", home.resolve("deploy")));
        merged.forEach((key, value) -> BY_KEY.get(key).require(value));
        SafetyRules.check(merged);
        return new Settings(merged);
    }

    String get(String key) {
        return values.get(key);
    }

    Path home() {
        return Path.of(get("A64_HOME"));
    }

    Path deploy() {
        return Path.of(get("A64_DEPLOY_DIR"));
    }

    int port() {
        return Integer.parseInt(get("A64_HTTP_PORT"));
    }

    /** Where plain HTTP listens: on this machine alone when others have HTTPS. */
    String plainHost() {
        return tls().isPresent() ? "127.0.0.1" : get("A64_HTTP_HOST");
    }

    Optional<Integer> httpsPort() {
        return Optional.ofNullable(get("HTTPS_PORT")).map(Integer::valueOf);
    }

    /** Present when there is a port for HTTPS. */
    Optional<TlsFiles> tls() {
        return httpsPort().map(port -> new TlsFiles(Path.of(get("TLS_CERTIFICATE")), Path.of(get("TLS_KEY"))));
    }

    String url() {
        String host = plainHost();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    boolean development() {
        return get("A64_MODE").equals("development");
    }

    /** Whether the data is in the home itself. */
    boolean embeddedStore() {
        return get("MONGODB_URI") == null;
    }

    Duration stopGrace() {
        return Duration.ofSeconds(Long.parseLong(get("A64_STOP_GRACE")));
    }

    Logging.Rolling logRolling() {
        return new Logging.Rolling(
                Long.parseLong(get("LOG_MAX_SIZE_MB")) * 1024 * 1024, Integer.parseInt(get("LOG_HISTORY_DAYS")));
    }

    /** What the core receives; the only way a secret leaves the launcher. */
    Properties toProperties() {
        Properties properties = new Properties();
        properties.putAll(values);
        return properties;
    }

    /** Names no value: some are secrets. */
    @Override
    public String toString() {
        return "Settings[" + get("A64_MODE") + ", " + home() + "]";
    }

    private static Map<String, String> known(Map<String, String> environment) {
        Map<String, String> found = new HashMap<>();
        environment.forEach((key, value) -> {
            if (!BY_KEY.containsKey(key) && key.startsWith("A64_") && !OF_COMMANDS.contains(key)) {
                throw unknown(key, "the environment");
            }
            // an empty variable is how shells and containers spell "not set"
            if (BY_KEY.containsKey(key) && !value.isBlank()) {
                found.put(key, value.strip());
            }
        });
        return found;
    }

    private static Map<String, String> file(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            read.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw StartRefused.badSetting("The file " + file + " cannot be read: " + e.getMessage() + ".");
        }
        Map<String, String> found = new HashMap<>();
        read.stringPropertyNames()
                .forEach(key -> found.put(
                        allowedInFile(key, file), read.getProperty(key).strip()));
        return found;
    }

    private static String allowedInFile(String key, Path file) {
        if (!BY_KEY.containsKey(key)) {
            throw unknown(key, file.toString());
        }
        if (key.equals("A64_HOME")) {
            throw StartRefused.badSetting("A64_HOME cannot be set in " + file + ", which lies inside the home: use"
                    + " --home or the environment.");
        }
        return key;
    }

    private static StartRefused unknown(String key, String where) {
        String allowed = TABLE.stream().map(Setting::key).sorted().collect(Collectors.joining(", "));
        return StartRefused.badSetting(
                "Unknown setting " + key + " in " + where + "; the settings are " + allowed + ".");
    }

    private static Path home(Map<String, String> outside, Map<String, String> standard) {
        String value = outside.getOrDefault("A64_HOME", standard.get("A64_HOME"));
        BY_KEY.get("A64_HOME").require(value);
        return Path.of(value).toAbsolutePath().normalize();
    }

    private static String folder(Map<String, String> merged, String key, Path otherwise) {
        String value = merged.getOrDefault(key, otherwise.toString());
        BY_KEY.get(key).require(value);
        return Path.of(value).toAbsolutePath().normalize().toString();
    }
}
