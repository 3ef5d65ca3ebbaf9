package com.a64platform.core.crypto;

import com.a64platform.core.problem.Brief;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * JSON as signed documents carry it, read so that no two readers can differ: UTF-8 without BOM, one object, no duplicate
 * member, nothing after it, at most 20 levels, integers within ±(2^53-1). Unknown members are ignored unless the
 * document's {@code critical} names them.
 */
public final class StrictJson {
    private static final int MAX_DEPTH = 20;
    /** A catalog's payload is one string of an envelope; the documents themselves are limited where they are read. */
    private static final int MAX_STRING = 64 * 1024 * 1024;

    private static final BigInteger MAX_INTEGER = BigInteger.valueOf((1L << 53) - 1);
    private static final String CRITICAL = "critical";
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_STRING)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJson() {}

    /** @param understood the members that this reader knows, which {@code critical} may therefore name */
    public static JsonMembers read(byte[] document, Set<String> understood) throws MalformedDocumentException {
        var object = object(utf8(document));
        refuseWideIntegers(object);
        refuseUnknownCritical(object, understood);
        return new JsonMembers(object);
    }

    /** Writes an object in the form that {@link #read} takes. */
    public static byte[] write(Object document) {
        try {
            return MAPPER.writeValueAsBytes(document);
        } catch (IOException e) {
            throw new IllegalArgumentException("The document is not JSON", e);
        }
    }

    /** An empty object to fill. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Plain Java values as a JSON object. */
    public static ObjectNode node(Map<String, Object> members) {
        return MAPPER.valueToTree(members);
    }

    static Map<String, Object> plain(ObjectNode object) {
        return MAPPER.convertValue(object, new TypeReference<Map<String, Object>>() {});
    }

    private static String utf8(byte[] document) throws MalformedDocumentException {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document))
                    .toString();
            if (text.startsWith("\uFEFF")) {
                throw new MalformedDocumentException("The document starts with a byte order mark");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new MalformedDocumentException("The document is not UTF-8", e);
        }
    }

    private static void refuseWideIntegers(JsonNode node) throws MalformedDocumentException {
        if (node.isIntegralNumber() && node.bigIntegerValue().abs().compareTo(MAX_INTEGER) > 0) {
            throw new MalformedDocumentException("The document has an integer beyond 2^53-1");
        }
        for (JsonNode child : node) {
            refuseWideIntegers(child);
        }
    }

    private static ObjectNode object(String text) throws MalformedDocumentException {
        try {
            JsonNode root = MAPPER.readTree(text);
            if (root instanceof ObjectNode object) {
                return object;
            }
            throw new MalformedDocumentException("The document is not one JSON object");
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    private static void refuseUnknownCritical(ObjectNode object, Set<String> understood)
            throws MalformedDocumentException {
        if (!object.has(CRITICAL)) {
            return;
        }
        for (String member : new JsonMembers(object).texts(CRITICAL)) {
            if (!understood.contains(member)) {
                throw new MalformedDocumentException("The document needs a newer platform: it says that '"
                        + printable(member) + "' must be understood");
            }
        }
    }

    /** Jackson's message may quote the document, and that may be a license. */
    private static MalformedDocumentException notJson(IOException cause) {
        var text = String.valueOf(cause.getMessage());
        if (text.contains("Duplicate field")) {
            return new MalformedDocumentException("The document has a member twice");
        }
        return new MalformedDocumentException(
                text.contains("nesting depth") ? "The document is nested too deeply" : "The document is not JSON");
    }

    static String printable(String text) {
        var plain = text.replaceAll("[^A-Za-z0-9_.:-]", "?");
        return Brief.of(plain, 60);
    }
}
