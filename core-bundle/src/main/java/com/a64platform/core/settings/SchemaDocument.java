package com.a64platform.core.settings;

import com.a64platform.core.crypto.StrictJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a descriptor says of its settings, as a JSON Schema of draft 2020-12. */
final class SchemaDocument {
    static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    /** The longest text that is taken, in characters, when the descriptor allows more or says nothing. */
    static final int LONGEST_TEXT = 10_000;

    private SchemaDocument() {}

    /** @param settings by key, as the published schema of descriptors allows them */
    static ObjectNode of(JsonNode settings) {
        var schema = StrictJson.object().put("$schema", DIALECT).put("type", "object");
        var properties = schema.putObject("properties");
        var required = schema.putArray("required");
        settings.properties().forEach(setting -> {
            var said = setting.getValue();
            properties.set(setting.getKey(), property(said));
            if (said.path("required").asBoolean() && !said.has("default")) {
                required.add(setting.getKey());
            }
        });
        return schema.put("additionalProperties", false);
    }

    private static ObjectNode property(JsonNode said) {
        var property = StrictJson.object();
        switch (said.path("type").asText()) {
            case "number" -> range(property.put("type", "number"), said);
            case "boolean" -> property.put("type", "boolean");
            case "password" -> length(property.put("type", "string").put("format", "password"), said);
            default -> length(property.put("type", "string"), said);
        }
        copy(said, "label", property, "title");
        copy(said, "description", property, "description");
        copy(said, "default", property, "default");
        if (sensitive(said)) {
            property.put("writeOnly", true);
        }
        return property;
    }

    static boolean sensitive(JsonNode said) {
        return said.path("sensitive").asBoolean() || said.path("type").asText().equals("password");
    }

    private static void range(ObjectNode property, JsonNode said) {
        copy(said, "min", property, "minimum");
        copy(said, "max", property, "maximum");
    }

    /** A required text has a character at least: an empty one is no value. */
    private static void length(ObjectNode property, JsonNode said) {
        int least = said.path("required").asBoolean() ? 1 : 0;
        property.put(
                "minLength", Math.max(least, (int) Math.ceil(said.path("min").asDouble(0))));
        property.put("maxLength", Math.max(0, (int)
                Math.min(LONGEST_TEXT, Math.floor(said.path("max").asDouble(LONGEST_TEXT)))));
    }

    private static void copy(JsonNode from, String member, ObjectNode to, String as) {
        if (from.has(member)) {
            to.set(as, from.get(member));
        }
    }
}
