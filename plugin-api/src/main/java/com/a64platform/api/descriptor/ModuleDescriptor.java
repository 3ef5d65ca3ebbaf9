package com.a64platform.api.descriptor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a module declares in {@code META-INF/a64/module.json}. The platform builds it from a document that passed the
 * published JSON Schema, so every value here is well-formed; absent lists and maps are empty, never null. Immutable.
 *
 * @param name canonical name: lower case, digits, hyphens, 3 to 50 characters, a letter first
 * @param version SemVer 2 without build metadata
 * @param displayName the name for people
 * @param description what the module is for
 * @param author who made it
 * @param license SPDX identifier of the code's license
 * @param licensing whether and how an installation must be licensed
 * @param routePrefix {@code /api/v1/<x>}; every route of the module is below it
 * @param dependencies what it needs
 * @param databaseCollections the collections it may use
 * @param permissions the permissions it defines for users or asks of the platform
 * @param capabilities what it brings
 * @param config its settings
 * @param health how to ask for its health
 * @param data the version of its data
 * @param isolation how far apart from the platform it runs
 * @param metadata what a catalog shows
 */
public record ModuleDescriptor(
        String name,
        String version,
        String displayName,
        String description,
        Author author,
        String license,
        Licensing licensing,
        String routePrefix,
        Dependencies dependencies,
        List<String> databaseCollections,
        List<String> permissions,
        Capabilities capabilities,
        Config config,
        Optional<Health> health,
        DataSchema data,
        Isolation isolation,
        Metadata metadata) {

    public ModuleDescriptor {
        databaseCollections = List.copyOf(databaseCollections);
        permissions = List.copyOf(permissions);
    }

    /** Who made the module; {@code email} and {@code url} may be empty strings. */
    public record Author(String name, String email, String url) {}

    /** Whether an installation needs a license, and of which type. */
    public record Licensing(boolean required, Type type) {
        /** What a license counts. */
        public enum Type {
            PER_INSTALLATION,
            PER_USER,
            SUBSCRIPTION
        }
    }

    /** Ranges in npm syntax; {@code modules} maps a module's name to a range. */
    public record Dependencies(String platform, Map<String, String> modules, String java) {
        public Dependencies {
            modules = Map.copyOf(modules);
        }
    }

    /** What the module brings to the platform. */
    public record Capabilities(Api api, Jobs jobs, Events events, Ui ui, List<Map<String, Object>> workflows) {
        public Capabilities {
            workflows = List.copyOf(workflows);
        }
    }

    /** Routes that must be attached before the module counts as ready. */
    public record Api(List<Route> routes) {
        public Api {
            routes = List.copyOf(routes);
        }
    }

    /** One route: HTTP method, path below the prefix, and the permissions a caller needs. */
    public record Route(String method, String path, List<String> permissions) {
        public Route {
            permissions = List.copyOf(permissions);
        }
    }

    /** Scheduled work. */
    public record Jobs(List<Handler> handlers) {
        public Jobs {
            handlers = List.copyOf(handlers);
        }

        /** One job: cron expression of five fields, limit in milliseconds, retries after a failure. */
        public record Handler(String name, String schedule, long timeoutMs, int retries) {}
    }

    /** Event types the module sends and receives. */
    public record Events(List<String> emits, List<String> consumes) {
        public Events {
            emits = List.copyOf(emits);
            consumes = List.copyOf(consumes);
        }
    }

    /** What the module adds to the panel, as the panel reads it. */
    public record Ui(
            List<Map<String, Object>> pages, List<Map<String, Object>> navigation, List<Map<String, Object>> widgets) {
        public Ui {
            pages = List.copyOf(pages);
            navigation = List.copyOf(navigation);
            widgets = List.copyOf(widgets);
        }
    }

    /** Settings: a schema, values that satisfy it, and whether the module itself makes those of an earlier version fit. */
    public record Config(Map<String, Object> schema, Map<String, Object> defaults, boolean migrates) {
        public Config {
            schema = Collections.unmodifiableMap(new LinkedHashMap<>(schema));
            defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
        }
    }

    /** A path below the prefix that answers 200 while the module is healthy. */
    public record Health(String path) {}

    /** The version of the data this module writes, and the versions it can read. */
    public record DataSchema(int schema, List<Integer> reads) {
        public DataSchema {
            reads = List.copyOf(reads);
        }
    }

    /** How far apart the module runs, and what it may use; limits are empty strings when unlimited. */
    public record Isolation(String level, String cpuLimit, String memoryLimit) {}

    /** What a catalog shows; absent values are empty strings. */
    public record Metadata(String homepage, String repository, List<String> tags, String category, String changelog) {
        public Metadata {
            tags = List.copyOf(tags);
        }
    }
}
