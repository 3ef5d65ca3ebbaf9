package com.a64platform.core.descriptors;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.api.descriptor.ModuleDescriptor.Api;
import com.a64platform.api.descriptor.ModuleDescriptor.Author;
import com.a64platform.api.descriptor.ModuleDescriptor.Capabilities;
import com.a64platform.api.descriptor.ModuleDescriptor.Config;
import com.a64platform.api.descriptor.ModuleDescriptor.DataSchema;
import com.a64platform.api.descriptor.ModuleDescriptor.Dependencies;
import com.a64platform.api.descriptor.ModuleDescriptor.Events;
import com.a64platform.api.descriptor.ModuleDescriptor.Health;
import com.a64platform.api.descriptor.ModuleDescriptor.Isolation;
import com.a64platform.api.descriptor.ModuleDescriptor.Jobs;
import com.a64platform.api.descriptor.ModuleDescriptor.Licensing;
import com.a64platform.api.descriptor.ModuleDescriptor.Metadata;
import com.a64platform.api.descriptor.ModuleDescriptor.Route;
import com.a64platform.api.descriptor.ModuleDescriptor.Ui;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** From a document that passed every check to the descriptor, defaults filled in. */
final class DescriptorMapping {
    static final String API = "/api/v1/";

    private static final TypeReference<LinkedHashMap<String, Object>> MEMBERS = new TypeReference<>() {};

    private DescriptorMapping() {}

    static ModuleDescriptor toDescriptor(JsonNode root) {
        return new ModuleDescriptor(
                canonical(root.path("name").asText()),
                root.path("version").asText(),
                root.path("displayName").asText(),
                root.path("description").asText(),
                author(root.path("author")),
                root.path("license").asText(),
                licensing(root.path("licensing")),
                routePrefix(root),
                dependencies(root.path("dependencies")),
                texts(root.path("databaseCollections")),
                texts(root.path("permissions")),
                capabilities(root.path("capabilities")),
                config(root.path("config")),
                Optional.of(root.at("/health/path").asText())
                        .filter(path -> !path.isEmpty())
                        .map(Health::new),
                data(root.path("data")),
                isolation(root.path("isolation")),
                metadata(root.path("metadata")));
    }

    /** The one spelling of a module's name. */
    static String canonical(String name) {
        return name.replace('_', '-');
    }

    static String routePrefix(JsonNode root) {
        String fallback = API + canonical(root.path("name").asText());
        String prefix = root.path("routePrefix").asText(fallback);
        return prefix.startsWith(API) ? prefix : API;
    }

    private static Author author(JsonNode author) {
        return new Author(
                author.path("name").asText(),
                author.path("email").asText(),
                author.path("url").asText());
    }

    /** Who says nothing wants to be paid: a forgotten member must not give a module away. */
    private static Licensing licensing(JsonNode licensing) {
        String type = licensing.path("type").asText("per_installation");
        return new Licensing(
                licensing.path("required").asBoolean(true), Licensing.Type.valueOf(type.toUpperCase(Locale.ROOT)));
    }

    private static Dependencies dependencies(JsonNode dependencies) {
        Map<String, String> modules = new LinkedHashMap<>();
        dependencies
                .path("modules")
                .properties()
                .forEach(module -> modules.put(
                        canonical(module.getKey()), module.getValue().asText()));
        return new Dependencies(
                dependencies.path("platform").asText(">=1.0.0"),
                modules,
                dependencies.path("java").asText(">=17"));
    }

    private static Capabilities capabilities(JsonNode node) {
        return new Capabilities(
                new Api(list(node.at("/api/routes"), DescriptorMapping::route)),
                new Jobs(list(node.at("/jobs/handlers"), DescriptorMapping::job)),
                new Events(texts(node.at("/events/emits")), texts(node.at("/events/consumes"))),
                new Ui(maps(node.at("/ui/pages")), maps(node.at("/ui/navigation")), maps(node.at("/ui/widgets"))),
                maps(node.path("workflows")));
    }

    private static Route route(JsonNode route) {
        return new Route(route.path("method").asText(), route.path("path").asText(), texts(route.path("permissions")));
    }

    private static Jobs.Handler job(JsonNode job) {
        return new Jobs.Handler(
                job.path("name").asText(),
                job.path("schedule").asText(),
                job.path("timeoutMs").asLong(300_000),
                job.path("retries").asInt(0));
    }

    private static Config config(JsonNode config) {
        Map<String, Object> defaults = new LinkedHashMap<>();
        config.path("schema").properties().forEach(setting -> {
            if (setting.getValue().has("default")) {
                defaults.put(setting.getKey(), value(setting.getValue().get("default")));
            }
        });
        defaults.putAll(map(config.path("defaults")));
        return new Config(
                map(config.path("schema")),
                Collections.unmodifiableMap(defaults),
                config.path("migrates").asBoolean());
    }

    /** A module can always read the data that it writes itself. */
    private static DataSchema data(JsonNode data) {
        int schema = data.path("schema").asInt(1);
        TreeSet<Integer> reads = new TreeSet<>(list(data.path("reads"), JsonNode::asInt));
        reads.add(schema);
        return new DataSchema(schema, List.copyOf(reads));
    }

    private static Isolation isolation(JsonNode isolation) {
        return new Isolation(
                isolation.path("level").asText("none"),
                isolation.path("cpuLimit").asText(),
                isolation.path("memoryLimit").asText());
    }

    private static Metadata metadata(JsonNode metadata) {
        return new Metadata(
                metadata.path("homepage").asText(),
                metadata.path("repository").asText(),
                texts(metadata.path("tags")),
                metadata.path("category").asText(),
                metadata.path("changelog").asText());
    }

    private static List<String> texts(JsonNode array) {
        return list(array, JsonNode::asText);
    }

    private static List<Map<String, Object>> maps(JsonNode array) {
        return list(array, DescriptorMapping::map);
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> element) {
        return StreamSupport.stream(array.spliterator(), false).map(element).toList();
    }

    private static Map<String, Object> map(JsonNode object) {
        return object.isObject()
                ? Collections.unmodifiableMap(DescriptorDocument.JSON.convertValue(object, MEMBERS))
                : Map.of();
    }

    private static Object value(JsonNode node) {
        return DescriptorDocument.JSON.convertValue(node, Object.class);
    }
}
