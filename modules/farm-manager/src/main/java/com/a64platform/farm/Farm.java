package com.a64platform.farm;

import java.time.Instant;
import java.util.List;
import org.bson.Document;

/**
 * A farm, as the client gets it. Absent texts are empty.
 *
 * @param status {@code active}, {@code resting} or {@code archived}
 * @param version counts its changes, from 1
 * @param createdBy id of a user
 * @param updatedBy id of a user
 */
public record Farm(
        String id,
        String name,
        String location,
        double areaHectares,
        String status,
        String description,
        long version,
        Instant createdAt,
        String createdBy,
        Instant updatedAt,
        String updatedBy) {
    static final Fields FIELDS = new Fields(
            Field.required("name", Rule.line(1, 120), Field.Use.SEARCH),
            Field.optional("location", "", Rule.line(0, 200), Field.Use.SEARCH),
            Field.required("areaHectares", Rule.number(0.01, 10_000_000), Field.Use.SORT),
            Field.optional(
                    "status",
                    "active",
                    Rule.choice(List.of("active", "resting", "archived")),
                    Field.Use.FILTER,
                    Field.Use.SORT),
            Field.optional("description", "", Rule.prose(4000)));

    static Farm read(Document document) {
        return new Farm(
                document.getString("_id"),
                document.getString("name"),
                document.get("location", ""),
                document.get("areaHectares", Number.class).doubleValue(),
                document.getString("status"),
                document.get("description", ""),
                document.get("version", Number.class).longValue(),
                document.getDate("createdAt").toInstant(),
                document.getString("createdBy"),
                document.getDate("updatedAt").toInstant(),
                document.getString("updatedBy"));
    }
}
