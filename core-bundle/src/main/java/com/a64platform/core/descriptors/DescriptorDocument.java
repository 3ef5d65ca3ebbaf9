package com.a64platform.core.descriptors;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Turns a descriptor's bytes into JSON: UTF-8, no member twice, nothing after the end, not deeply nested. */
final class DescriptorDocument {
    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(20)
                            .maxNumberLength(40)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private DescriptorDocument() {}

    static JsonNode parse(byte[] json) {
        if (json.length > DescriptorReader.MAX_BYTES) {
            throw unreadable("it has " + json.length + " bytes; shorten it to at most " + DescriptorReader.MAX_BYTES);
        }
        try {
            JsonNode document = JSON.readTree(decode(json));
            if (document.isObject()) {
                return document;
            }
            throw unreadable("it must be one JSON object");
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw unreadable("it is not valid JSON" + where + "; correct it there");
        }
    }

    private static String decode(byte[] json) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
        } catch (CharacterCodingException e) {
            throw unreadable("it is not UTF-8; save it as UTF-8");
        }
    }

    private static ProblemException unreadable(String why) {
        return new ProblemException(
                ErrorCode.INVALID_DESCRIPTOR, "The module's descriptor cannot be read: " + why + ".");
    }
}
