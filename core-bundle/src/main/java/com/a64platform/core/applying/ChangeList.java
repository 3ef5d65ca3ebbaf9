package com.a64platform.core.applying;

import com.a64platform.core.planning.PlannedChange;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** The changes of a plan as one text that an operation can keep. */
final class ChangeList {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ChangeList() {}

    static String write(List<PlannedChange> changes) {
        try {
            return JSON.writeValueAsString(changes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The changes of a plan cannot be written as JSON", e);
        }
    }

    static List<PlannedChange> read(String text) {
        try {
            return JSON.readValue(text, new TypeReference<List<PlannedChange>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The changes that an operation has kept cannot be read", e);
        }
    }
}
