package com.a64platform.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.descriptors.SchemaCheck;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsSchemaTest {
    private static final String DOCUMENT = """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
             "properties": {
              "name": {"type": "string", "minLength": 1, "maxLength": 10, "title": "Name"},
              "litres": {"type": "number", "minimum": 1, "maximum": 100, "title": "Litres", "default": 50},
              "loud": {"type": "boolean", "default": false},
              "key": {"type": "string", "format": "password", "minLength": 4, "maxLength": 10000, "title": "Key",
                      "writeOnly": true},
              "note": {"type": "string", "minLength": 0, "maxLength": 10000, "writeOnly": true}},
             "required": ["name", "key"], "additionalProperties": false}
            """;

    private final SettingsSchema schema = Pump.schema();

    @Test
    void isAJsonSchema() throws Exception {
        var json = new ObjectMapper();
        var document = StrictJson.node(schema.document());

        assertThat(json.readTree(document.toString())).isEqualTo(json.readTree(DOCUMENT));
        var dialect = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of(SchemaId.V202012));
        assertThat(dialect.validate(document)).isEmpty();
    }

    @Test
    void takesWhatTheDocumentTakes() {
        assertThat(new SchemaCheck(StrictJson.node(schema.document()))
                        .faults(StrictJson.node(Map.of("name", "Well", "key", "secret", "litres", 3.5))))
                .isEmpty();
    }

    @Test
    void keepsTheOrderOfTheDescriptorAndKnowsDefaults() {
        assertThat(schema.keys()).containsExactly("name", "litres", "loud", "key", "note");
        assertThat(schema.effective(Map.of("name", "Well", "gone", 1)))
                .containsExactly(Map.entry("name", "Well"), Map.entry("litres", 50L), Map.entry("loud", false));
        assertThat(schema.missing(Set.of("name"))).containsExactly("key");
        assertThat(List.of("key", "note")).allMatch(schema::sensitive);
        assertThat(schema.sensitive("name")).isFalse();
    }

    @Test
    void readsDefaultsThatStandBesideTheSchema() {
        var beside = Pump.schema("\"depth\": {\"type\": \"number\", \"required\": true}}, \"defaults\": {\"depth\": 7");

        assertThat(beside.missing(Set.of())).isEmpty();
        assertThat(beside.effective(Map.of())).isEqualTo(Map.of("depth", 7L));
        assertThat(beside.document().toString()).contains("default=7");
    }
}
