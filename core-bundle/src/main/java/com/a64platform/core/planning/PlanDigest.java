package com.a64platform.core.planning;

import com.a64platform.core.crypto.Digests;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.SortedMap;

/** SHA-256 over canonical JSON: members by name, nothing between them. What is only said about a plan does not count. */
final class PlanDigest {
    private static final JsonMapper CANONICAL = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private PlanDigest() {}

    private record Content(List<PlannedChange> changes, List<String> restarted, SortedMap<String, Long> state) {}

    /** @param state how often the document of each installation that has to do with it was written */
    static String of(List<PlannedChange> changes, List<String> restarted, SortedMap<String, Long> state) {
        try {
            return Digests.sha256(CANONICAL.writeValueAsBytes(new Content(changes, restarted, state)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A plan cannot be written as JSON", e);
        }
    }
}
