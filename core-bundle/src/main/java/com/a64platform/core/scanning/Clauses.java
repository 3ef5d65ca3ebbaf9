package com.a64platform.core.scanning;

import java.util.ArrayList;
import java.util.List;

/** Headers of the form {@code name;name;key=value;key:="quoted", name}, OSGi Core 8, section 3.2.3. */
final class Clauses {
    private Clauses() {}

    static List<String> names(String header, String value) throws Refusal {
        List<String> names = new ArrayList<>();
        for (String clause : split(header, value, ',')) {
            for (String part : split(header, clause, ';')) {
                if (part.indexOf('=') < 0) {
                    names.add(part.trim());
                }
            }
        }
        if (names.stream().anyMatch(String::isEmpty)) {
            throw unreadable(header);
        }
        return names;
    }

    /** Splits outside of quotation marks. */
    private static List<String> split(String header, String value, char separator) throws Refusal {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(value.substring(start, i));
                start = i + 1;
            }
        }
        if (quoted) {
            throw unreadable(header);
        }
        parts.add(value.substring(start));
        return parts;
    }

    private static Refusal unreadable(String header) {
        return new Refusal("its header " + header + " cannot be read; build it as an OSGi bundle");
    }
}
