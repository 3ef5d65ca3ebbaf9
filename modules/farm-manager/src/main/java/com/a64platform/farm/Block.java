package com.a64platform.farm;

import java.time.Instant;
import java.util.List;
import org.bson.Document;

/**
 * A part of a farm that is planted and harvested as one, as the client gets it. Absent texts are empty.
 *
 * @param status {@code empty}, {@code planned}, {@code growing}, {@code harvesting} or {@code resting}
 * @param plantedOn a day such as 2026-03-31, or empty
 * @param version counts its changes, from 1
 * @param createdBy id of a user
 * @param updatedBy id of a user
 */
public record Block(
        String id,
        String farmId,
        String name,
        String crop,
        double areaHectares,
        String status,
        String plantedOn,
        long version,
        Instant createdAt,
        String createdBy,
        Instant updatedAt,
        String updatedBy) {
    static final Fields FIELDS = new Fields(
            Field.required("name", Rule.line(1, 120), Field.Use.SEARCH),
            Field.optional("crop", "", Rule.line(0, 120), Field.Use.SEARCH, Field.Use.FILTER, Field.Use.SORT),
            Field.required("areaHectares", Rule.number(0.01, 1_000_000), Field.Use.SORT),
            Field.optional(
                    "status",
                    "empty",
                    Rule.choice(List.of("empty", "planned", "growing", "harvesting", "resting")),
                    Field.Use.FILTER,
                    Field.Use.SORT),
            Field.optional("plantedOn", "", Rule.day(), Field.Use.SORT));

    static Block read(Document document) {
        return new Block(
                document.getString("_id"),
                document.getString("farmId"),
                document.getString("name"),
                document.get("crop", ""),
                document.get("areaHectares", Number.class).doubleValue(),
                document.getString("status"),
                document.get("plantedOn", ""),
                document.get("version", Number.class).longValue(),
                document.getDate("createdAt").toInstant(),
                document.getString("createdBy"),
                document.getDate("updatedAt").toInstant(),
                document.getString("updatedBy"));
    }
}
