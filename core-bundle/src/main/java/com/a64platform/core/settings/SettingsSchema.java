package com.a64platform.core.settings;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.descriptors.Pointers;
import com.a64platform.core.descriptors.SchemaCheck;
import com.a64platform.core.problem.ProblemException.FieldError;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The settings that one version of a module has, as its descriptor says. Immutable and thread-safe. */
public final class SettingsSchema {
    /** What stands for a sensitive value in every answer; sent back it means the value that is kept. */
    public static final String MASK = "********";

    private final JsonNode settings;
    private final ObjectNode document;
    private final Map<String, Object> defaults = new LinkedHashMap<>();

    private SettingsSchema(ModuleDescriptor.Config config) {
        var said = StrictJson.node(config.schema());
        config.defaults().forEach((key, value) -> {
            defaults.put(key, Numbers.canonical(value));
            if (said.get(key) instanceof ObjectNode setting) {
                setting.set("default", StrictJson.node(config.defaults()).get(key));
            }
        });
        this.settings = said;
        this.document = SchemaDocument.of(said);
    }

    public static SettingsSchema of(ModuleDescriptor descriptor) {
        return new SettingsSchema(descriptor.config());
    }

    /** JSON Schema, draft 2020-12, of an object with a value for each setting; the settings keep their order. */
    public Map<String, Object> document() {
        return new JsonMembers(document).plain();
    }

    /** The settings' names in the descriptor's order. */
    public Collection<String> keys() {
        return settings.properties().stream().map(Map.Entry::getKey).toList();
    }

    public boolean has(String key) {
        return settings.has(key);
    }

    public boolean isEmpty() {
        return settings.isEmpty();
    }

    /** Whether its value is sealed at rest and never shown. */
    public boolean sensitive(String key) {
        return SchemaDocument.sensitive(settings.path(key));
    }

    /** What counts when nobody has set it. */
    public Optional<Object> defaultOf(String key) {
        return Optional.ofNullable(defaults.get(key));
    }

    /** The required ones that neither these settings nor a default give a value. */
    public List<String> missing(Set<String> set) {
        return keys().stream()
                .filter(key -> settings.path(key).path("required").asBoolean())
                .filter(key -> !set.contains(key) && !defaults.containsKey(key))
                .toList();
    }

    /**
     * What counts: a value for each setting that is set or has a default, in the descriptor's order. What is set beyond the
     * schema is left out.
     */
    public Map<String, Object> effective(Map<String, Object> set) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (var key : keys()) {
            Optional.ofNullable(set.get(key)).or(() -> defaultOf(key)).ifPresent(value -> values.put(key, value));
        }
        return values;
    }

    /** Every fault of values for these settings, each with its JSON pointer; names no value. */
    List<FieldError> faults(Map<String, Object> values) {
        List<FieldError> faults = new ArrayList<>(new SchemaCheck(document).faults(StrictJson.node(values)));
        values.forEach((key, value) -> {
            if (value instanceof Number number && !Double.isFinite(number.doubleValue())) {
                faults.add(new FieldError("/" + Pointers.escape(key), "is beyond what a number can be here"));
            }
        });
        return List.copyOf(faults);
    }

    /** The settings among these whose value the schema takes. */
    Set<String> fitting(Map<String, Object> values) {
        var wrong = faults(values).stream().map(FieldError::pointer).collect(Collectors.toSet());
        return values.keySet().stream()
                .filter(key -> has(key) && !wrong.contains("/" + Pointers.escape(key)))
                .collect(Collectors.toSet());
    }
}
