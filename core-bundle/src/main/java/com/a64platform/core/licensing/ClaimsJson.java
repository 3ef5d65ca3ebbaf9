package com.a64platform.core.licensing;

import com.a64platform.core.versions.VersionRange;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Between a license's claims and their JSON. Reads what it knows and nothing of a wrong type. */
public final class ClaimsJson {
    private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    private static final int MOST_GRACE_DAYS = 365;
    private static final int LONGEST = 200;
    private static final int MOST_FEATURES = 100;

    private final JsonNode json;

    private ClaimsJson(JsonNode json) {
        this.json = json;
    }

    /** @throws IllegalArgumentException when a claim is missing or of a wrong type; the message says which */
    public static LicenseClaims read(JsonNode payload) {
        return new ClaimsJson(payload).claims();
    }

    private LicenseClaims claims() {
        return new LicenseClaims(
                text("iss"),
                text("sub"),
                text("jti"),
                time("iat"),
                time("nbf"),
                json.has("exp") ? Optional.of(time("exp")) : Optional.empty(),
                text("module"),
                versions(),
                LicenseClaims.Type.find(text("type")).orElseThrow(() -> wrong("type")),
                json.has("seats") ? OptionalInt.of(number("seats", Integer.MAX_VALUE)) : OptionalInt.empty(),
                text("installation"),
                json.has("tenant") ? Optional.of(text("tenant")) : Optional.empty(),
                features(),
                Duration.ofDays(
                        json.has("graceDays") ? number("graceDays", MOST_GRACE_DAYS) : LicenseClaims.GRACE_DAYS),
                online());
    }

    private String text(String name) {
        JsonNode value = json.path(name);
        if (!value.isTextual() || value.asText().isBlank() || value.asText().length() > LONGEST) {
            throw wrong(name);
        }
        return value.asText();
    }

    private Instant time(String name) {
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0 || value.asLong() > LATEST) {
            throw wrong(name);
        }
        return Instant.ofEpochSecond(value.asLong());
    }

    private int number(String name, int most) {
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 0 || value.asInt() > most) {
            throw wrong(name);
        }
        return value.asInt();
    }

    private VersionRange versions() {
        return VersionRange.find(text("versions")).orElseThrow(() -> wrong("versions"));
    }

    private Set<String> features() {
        JsonNode values = json.path("features");
        if (json.has("features") && !values.isArray() || values.size() > MOST_FEATURES) {
            throw wrong("features");
        }
        Set<String> features = new LinkedHashSet<>();
        for (JsonNode value : values) {
            if (!value.isTextual() || value.asText().length() > LONGEST) {
                throw wrong("features");
            }
            features.add(value.asText());
        }
        return features;
    }

    private boolean online() {
        String check = json.has("check") ? text("check") : "offline";
        if (!check.equals("online") && !check.equals("offline")) {
            throw wrong("check");
        }
        return check.equals("online");
    }

    private static IllegalArgumentException wrong(String name) {
        return new IllegalArgumentException("the claim " + name + " is missing or has a wrong value");
    }

    /** The claims as a license carries them. */
    public static ObjectNode write(LicenseClaims claims) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("iss", claims.issuer())
                .put("sub", claims.customer())
                .put("jti", claims.id())
                .put("iat", claims.issuedAt().getEpochSecond())
                .put("nbf", claims.notBefore().getEpochSecond())
                .put("module", claims.module())
                .put("versions", claims.versions().toString())
                .put("type", claims.type().text())
                .put("installation", claims.installation())
                .put("graceDays", claims.grace().toDays())
                .put("check", claims.online() ? "online" : "offline");
        claims.expires().ifPresent(end -> json.put("exp", end.getEpochSecond()));
        claims.seats().ifPresent(seats -> json.put("seats", seats));
        claims.tenant().ifPresent(tenant -> json.put("tenant", tenant));
        claims.features().stream().sorted().forEach(json.putArray("features")::add);
        return json;
    }
}
