package com.a64platform.core.platform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The settings of this process, typed. The launcher has read them from the environment and {@code conf/a64.properties},
 * checked them and filled in the defaults; a missing key here is a defect and fails.
 *
 * @param httpsPort {@code HTTPS_PORT}; absent for none
 * @param proxies whose word about a client's address counts
 * @param encryptionKey {@code LICENSE_ENCRYPTION_KEY}; absent only in development mode
 * @param previousEncryptionKey {@code LICENSE_ENCRYPTION_KEY_PREVIOUS}; present while the key is being changed
 * @param mongoUri {@code MONGODB_URI}; absent means the embedded store
 * @param registry {@code MODULE_REGISTRY}: an {@code https:}, {@code http:} (loopback only) or {@code file:} URL
 * @param registryAccess how that registry is reached
 * @param licenseServer {@code LICENSE_SERVER}: an {@code https:} or {@code http:} (loopback only) URL
 * @param licenseServerCertificates a PEM file with the only certificates that may vouch for the license server
 * @param operationHistory how long an operation is kept that has ended
 * @param uninstallUndo how long data stays that was deleted when its module was uninstalled; zero for not at all
 * @param startWatch how long the process has to outlive the start of a module
 * @param updateWatch how long a module's version before stays loaded after an update; zero for not at all
 */
public record PlatformSettings(
        Home home,
        Mode mode,
        String host,
        int port,
        Optional<Integer> httpsPort,
        Proxies proxies,
        Optional<String> adminEmail,
        Optional<String> adminPassword,
        boolean safeMode,
        Optional<String> mongoUri,
        String mongoDatabase,
        Optional<String> registry,
        RegistryAccess registryAccess,
        String licenseMode,
        Optional<String> licenseServer,
        Optional<String> licenseServerCertificates,
        Optional<String> encryptionKey,
        Optional<String> previousEncryptionKey,
        int maxModules,
        long maxModuleBytes,
        Duration installTimeout,
        Duration operationHistory,
        Duration uninstallUndo,
        Duration startWatch,
        Duration updateWatch) {

    /**
     * How a registry is reached. Credentials are named, not held: a file that only the node's user can read, or
     * {@code env:NAME}, with {@code basic USER:PASSWORD} or {@code bearer TOKEN} in it.
     *
     * @param credentials where those for the registry are
     * @param certificates a PEM file with the only certificates that may vouch for the registry
     * @param proxy {@code http://HOST:PORT}
     * @param proxyCredentials where those for the proxy are
     */
    public record RegistryAccess(
            Optional<String> credentials,
            Optional<String> certificates,
            Optional<String> proxy,
            Optional<String> proxyCredentials) {
        /** Nothing special: no credentials, the Java platform's certificates, no proxy. */
        public static final RegistryAccess PLAIN =
                new RegistryAccess(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * The proxies whose word about a client's address counts.
     *
     * @param trusted addresses and ranges of them; none for believing nobody
     * @param header the only one in which they say it
     */
    public record Proxies(List<String> trusted, String header) {
        /** Nobody is believed. */
        public static final Proxies NONE = new Proxies(List.of(), "X-Forwarded-For");

        public Proxies {
            trusted = List.copyOf(trusted);
        }

        private static Proxies from(Map<String, String> values) {
            var trusted = optional(values, "TRUSTED_PROXIES").stream()
                    .flatMap(list -> Stream.of(list.split(",")))
                    .map(String::strip)
                    .toList();
            return new Proxies(trusted, optional(values, "TRUSTED_PROXY_HEADER").orElse(NONE.header()));
        }
    }

    /** Reads what the launcher hands over: one value per key, spelled as in the documentation. */
    public static PlatformSettings from(Map<String, String> values) {
        return new PlatformSettings(
                new Home(Path.of(required(values, "A64_HOME")), Path.of(required(values, "A64_DEPLOY_DIR"))),
                Mode.valueOf(required(values, "A64_MODE").toUpperCase(Locale.ROOT)),
                required(values, "A64_HTTP_HOST"),
                Integer.parseInt(required(values, "A64_HTTP_PORT")),
                optional(values, "HTTPS_PORT").map(Integer::valueOf),
                Proxies.from(values),
                optional(values, "A64_ADMIN_EMAIL"),
                optional(values, "A64_ADMIN_PASSWORD"),
                Boolean.parseBoolean(required(values, "A64_SAFE_MODE")),
                optional(values, "MONGODB_URI"),
                required(values, "MONGODB_DB_NAME"),
                optional(values, "MODULE_REGISTRY"),
                new RegistryAccess(
                        optional(values, "MODULE_REGISTRY_CREDENTIALS"),
                        optional(values, "MODULE_REGISTRY_CA"),
                        optional(values, "MODULE_REGISTRY_PROXY"),
                        optional(values, "MODULE_REGISTRY_PROXY_CREDENTIALS")),
                required(values, "LICENSE_MODE"),
                optional(values, "LICENSE_SERVER"),
                optional(values, "LICENSE_SERVER_CA"),
                optional(values, "LICENSE_ENCRYPTION_KEY"),
                optional(values, "LICENSE_ENCRYPTION_KEY_PREVIOUS"),
                Integer.parseInt(required(values, "MAX_MODULES")),
                Long.parseLong(required(values, "MAX_MODULE_SIZE_MB")) * 1024 * 1024,
                Duration.ofSeconds(Long.parseLong(required(values, "MODULE_INSTALL_TIMEOUT"))),
                Duration.ofDays(Long.parseLong(required(values, "OPERATION_HISTORY_DAYS"))),
                Duration.ofDays(Long.parseLong(required(values, "UNINSTALL_UNDO_DAYS"))),
                Duration.ofSeconds(Long.parseLong(required(values, "MODULE_START_WATCH"))),
                Duration.ofSeconds(Long.parseLong(required(values, "MODULE_UPDATE_WATCH"))));
    }

    public boolean production() {
        return mode == Mode.PRODUCTION;
    }

    /** A limit for a part of an installation: its own, unless the whole may not take that long. */
    public Duration shorterThanInstall(Duration own) {
        return own.compareTo(installTimeout) < 0 ? own : installTimeout;
    }

    private static String required(Map<String, String> values, String key) {
        return optional(values, key).orElseThrow(() -> new IllegalStateException("The launcher handed over no " + key));
    }

    private static Optional<String> optional(Map<String, String> values, String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isBlank());
    }

    /** Names no value: some are secrets. */
    @Override
    public String toString() {
        return "PlatformSettings[" + mode + ", " + home.root() + "]";
    }
}
