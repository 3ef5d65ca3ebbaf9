package com.a64platform.core.scanning;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The main section of a bundle's manifest. Read strictly, because readers differ on the rest: a header twice, a carriage
 * return alone or a NUL is refused.
 */
final class BundleManifest {
    private final TreeMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private BundleManifest() {}

    static BundleManifest parse(byte[] bytes) throws Refusal {
        String text = decode(bytes).replace("\r\n", "\n");
        if (text.indexOf('\r') >= 0 || text.indexOf('\0') >= 0) {
            throw malformed("has stray control characters");
        }
        BundleManifest manifest = new BundleManifest();
        int end = text.indexOf("\n\n");
        for (String line :
                (end < 0 ? text : text.substring(0, end)).replace("\n ", "").split("\n")) {
            manifest.add(line);
        }
        return manifest;
    }

    private static String decode(byte[] bytes) throws Refusal {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("is not UTF-8");
        }
    }

    private void add(String line) throws Refusal {
        int colon = line.indexOf(": ");
        if (colon <= 0 || !line.substring(0, colon).matches("[A-Za-z0-9_-]+")) {
            throw malformed("has a line that is no header");
        }
        String name = line.substring(0, colon);
        if (headers.put(name, line.substring(colon + 2).trim()) != null) {
            throw malformed("has the header " + name + " twice");
        }
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The names in a header that lists packages or bundles, without attributes and directives. */
    List<String> names(String header) throws Refusal {
        String value = headers.get(header);
        return value == null ? List.of() : Clauses.names(header, value);
    }

    String symbolicName() throws Refusal {
        List<String> names = names("Bundle-SymbolicName");
        if (names.size() != 1) {
            throw malformed("has no Bundle-SymbolicName");
        }
        return names.get(0);
    }

    private static Refusal malformed(String why) {
        return new Refusal("its manifest " + why + "; build it as an OSGi bundle");
    }
}
