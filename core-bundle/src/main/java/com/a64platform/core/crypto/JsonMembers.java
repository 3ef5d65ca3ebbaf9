package com.a64platform.core.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members of one JSON object, each read as what it must be. A wrong type is a fault, never a default. */
public record JsonMembers(ObjectNode node) {
    private static final int MAX_TEXT = 100_000;

    public boolean has(String member) {
        return node.has(member);
    }

    public String text(String member) throws MalformedDocumentException {
        return optionalText(member).orElseThrow(() -> fault(member, "text"));
    }

    /** Bytes as standard base64 in its one form: Java's decoder would also take a second spelling of the same bytes. */
    public byte[] bytes(String member) throws MalformedDocumentException {
        return base64(member, text(member));
    }

    static byte[] base64(String member, String text) throws MalformedDocumentException {
        try {
            var bytes = Base64.getDecoder().decode(text);
            if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
                throw fault(member, "canonical base64");
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw fault(member, "canonical base64");
        }
    }

    public Optional<String> optionalText(String member) throws MalformedDocumentException {
        JsonNode value = node.get(member);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.textValue().length() > MAX_TEXT) {
            throw fault(member, "text");
        }
        return Optional.of(value.textValue());
    }

    /** A whole number from 0 on. */
    public long number(String member) throws MalformedDocumentException {
        JsonNode value = node.get(member);
        if (value == null || !value.isIntegralNumber() || value.longValue() < 0) {
            throw fault(member, "a whole number");
        }
        return value.longValue();
    }

    /** RFC 3339 in UTC, such as {@code 2026-01-31T08:00:00Z}. */
    public Instant instant(String member) throws MalformedDocumentException {
        try {
            return Instant.parse(text(member));
        } catch (DateTimeParseException e) {
            throw fault(member, "a time such as 2026-01-31T08:00:00Z");
        }
    }

    /** False when absent. */
    public boolean flag(String member) throws MalformedDocumentException {
        JsonNode value = node.get(member);
        if (value != null && !value.isBoolean()) {
            throw fault(member, "true or false");
        }
        return value != null && value.booleanValue();
    }

    public List<String> texts(String member) throws MalformedDocumentException {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array(member)) {
            if (!element.isTextual()) {
                throw fault(member, "a list of texts");
            }
            texts.add(element.textValue());
        }
        return List.copyOf(texts);
    }

    public JsonMembers object(String member) throws MalformedDocumentException {
        if (node.get(member) instanceof ObjectNode object) {
            return new JsonMembers(object);
        }
        throw fault(member, "an object");
    }

    /** The objects of a list. */
    public List<JsonMembers> objects(String member) throws MalformedDocumentException {
        List<JsonMembers> objects = new ArrayList<>();
        for (JsonNode element : array(member)) {
            if (!(element instanceof ObjectNode object)) {
                throw fault(member, "a list of objects");
            }
            objects.add(new JsonMembers(object));
        }
        return List.copyOf(objects);
    }

    /** The objects of an object, in the order of the document. */
    public Map<String, JsonMembers> entries(String member) throws MalformedDocumentException {
        Map<String, JsonMembers> entries = new LinkedHashMap<>();
        for (var entry : object(member).node().properties()) {
            if (!(entry.getValue() instanceof ObjectNode object)) {
                throw fault(member, "an object of objects");
            }
            entries.put(entry.getKey(), new JsonMembers(object));
        }
        return entries;
    }

    /** The object as plain Java values, for handing on. */
    public Map<String, Object> plain() {
        return StrictJson.plain(node);
    }

    private JsonNode array(String member) throws MalformedDocumentException {
        JsonNode value = node.get(member);
        if (value == null || !value.isArray()) {
            throw fault(member, "a list");
        }
        return value;
    }

    private static MalformedDocumentException fault(String member, String expected) {
        return new MalformedDocumentException("The member '" + StrictJson.printable(member) + "' must be " + expected);
    }
}
