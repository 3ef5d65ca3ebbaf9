package com.a64platform.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private final ObjectMapper mapper = Json.mapper(JsonTest.class.getClassLoader());

    record Pump(String name, int number, double litres, boolean on, Optional<String> note) {}

    @Test
    void readsWhatIsOfTheRightForm() throws Exception {
        var json = "{\"name\":\"North\",\"number\":2,\"litres\":5,\"on\":true}";

        assertThat(mapper.readValue(json, Pump.class)).isEqualTo(new Pump("North", 2, 5, true, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":5}",
                "{\"name\":true}",
                "{\"number\":\"2\"}",
                "{\"number\":2.5}",
                "{\"number\":true}",
                "{\"litres\":\"5\"}",
                "{\"on\":\"true\"}",
                "{\"on\":1}",
                "{\"note\":1}",
                "{\"depth\":1}",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{\"name\":\"a\"} {}",
            })
    void refusesWhatIsNot(String json) {
        assertThatThrownBy(() -> mapper.readValue(json, Pump.class)).isInstanceOf(JsonProcessingException.class);
    }
}
