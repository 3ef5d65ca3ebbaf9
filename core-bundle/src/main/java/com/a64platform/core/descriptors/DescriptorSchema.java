package com.a64platform.core.descriptors;

import com.a64platform.core.problem.ProblemException.FieldError;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The published JSON Schema of descriptors, draft 2020-12. Built on first use. Thread-safe. */
final class DescriptorSchema {
    List<FieldError> faults(JsonNode document) {
        return Built.SCHEMA.faults(document);
    }

    /** Holder: the library's classes are loaded when the first descriptor is checked. */
    private static final class Built {
        static final SchemaCheck SCHEMA = build();

        private static SchemaCheck build() {
            try (InputStream in = DescriptorSchema.class.getResourceAsStream("module.schema.json")) {
                return new SchemaCheck(DescriptorDocument.JSON.readTree(in));
            } catch (IOException e) {
                throw new UncheckedIOException("The descriptor schema in the core bundle cannot be read", e);
            }
        }
    }
}
