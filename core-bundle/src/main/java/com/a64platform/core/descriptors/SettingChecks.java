package com.a64platform.core.descriptors;

import com.a64platform.core.problem.ProblemException.FieldError;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a module's default settings satisfy what it says about its settings. */
final class SettingChecks {
    private final JsonNode schema;
    private final JsonNode defaults;
    private final List<FieldError> faults = new ArrayList<>();

    private SettingChecks(JsonNode config) {
        this.schema = config.path("schema");
        this.defaults = config.path("defaults");
    }

    static List<FieldError> faults(JsonNode config) {
        SettingChecks checks = new SettingChecks(config);
        checks.schema.properties().forEach(setting -> checks.setting(setting.getKey(), setting.getValue()));
        checks.defaults.fieldNames().forEachRemaining(checks::known);
        return checks.faults;
    }

    private void setting(String key, JsonNode setting) {
        String pointer = "/config/schema/" + Pointers.escape(key);
        if (setting.has("min")
                && setting.has("max")
                && setting.get("min").asDouble() > setting.get("max").asDouble()) {
            fault(pointer + "/min", "is greater than max; no value could satisfy both");
        }
        value(pointer + "/default", setting, setting.path("default"));
        value("/config/defaults/" + Pointers.escape(key), setting, defaults.path(key));
        if (setting.has("default")
                && defaults.has(key)
                && !setting.get("default").equals(defaults.get(key))) {
            fault(pointer + "/default", "differs from the value in config.defaults; state it once");
        }
    }

    private void value(String pointer, JsonNode setting, JsonNode value) {
        if (!(value instanceof MissingNode)) {
            mismatch(setting, value).ifPresent(detail -> fault(pointer, detail));
        }
    }

    private void known(String key) {
        if (!schema.has(key)) {
            fault("/config/defaults/" + Pointers.escape(key), "has no setting of this name in config.schema");
        }
    }

    private static Optional<String> mismatch(JsonNode setting, JsonNode value) {
        switch (setting.path("type").asText()) {
            case "boolean":
                return value.isBoolean() ? Optional.empty() : Optional.of("must be true or false");
            case "number":
                return value.isNumber() ? bounds(setting, value.asDouble()) : Optional.of("must be a number");
            case "password":
                return Optional.of("must be left out: a default secret would be the same for everybody");
            case "string":
                return value.isTextual()
                        ? text(setting, value.asText())
                        : Optional.of("must be a text in quotation marks");
            default:
                return Optional.empty();
        }
    }

    private static Optional<String> text(JsonNode setting, String text) {
        if (setting.path("sensitive").asBoolean() && !text.isEmpty()) {
            return Optional.of("must be left out: a default secret would be the same for everybody");
        }
        return bounds(setting, text.length()).map(detail -> detail + " characters long");
    }

    private static Optional<String> bounds(JsonNode setting, double size) {
        if (setting.has("min") && size < setting.get("min").asDouble()) {
            return Optional.of("must be at least " + setting.get("min").asText());
        }
        if (setting.has("max") && size > setting.get("max").asDouble()) {
            return Optional.of("must be at most " + setting.get("max").asText());
        }
        return Optional.empty();
    }

    private void fault(String pointer, String detail) {
        faults.add(new FieldError(pointer, detail));
    }
}
