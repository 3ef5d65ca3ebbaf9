package com.a64platform.core.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** JSON made from its grammar: known members with values of any type, at times twice, at times deep, at times odd. */
public final class JsonGrammar implements Fuzzing.Inputs {
    private static final int DEEPEST = 26;
    private static final int LONGEST = 8_000;
    private static final String[] NUMBERS = {
        "0", "1", "-1", "1.5", "1e400", "-1E-400", "9007199254740991", "9007199254740992", "1".repeat(300), "-0.0"
    };
    private static final String[] TEXTS = {
        "",
        "x",
        "../x",
        "1.0.0",
        "^1.0.0",
        "*",
        "2026-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59Z",
        "\\u0000",
        "\\ud83d",
        "\\\"",
        "true",
        "default",
        "EdDSA",
        "farm",
        "a-b",
        "\\u202e",
        "%00",
        "/api/v1/x",
        "null"
    };

    private final String[] members;

    private JsonGrammar(String... members) {
        this.members = members;
    }

    /** @param members the names that the reader knows */
    public static JsonGrammar of(String... members) {
        return new JsonGrammar(members);
    }

    @Override
    public byte[] next(Random random) {
        StringBuilder text = new StringBuilder();
        object(text, random, random.nextInt(10) == 0 ? DEEPEST : 1 + random.nextInt(5));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void object(StringBuilder text, Random random, int depth) {
        text.append('{');
        int first = random.nextInt(members.length);
        int count = random.nextInt(members.length + 1);
        for (int i = 0; i < count; i++) {
            int chosen = random.nextInt(40) == 0 ? random.nextInt(members.length) : (first + i) % members.length;
            text.append(i == 0 ? "\"" : ",\"").append(members[chosen]).append("\":");
            value(text, random, depth - 1);
        }
        text.append('}');
    }

    private void value(StringBuilder text, Random random, int depth) {
        int kind = random.nextInt(depth > 0 && text.length() < LONGEST ? 10 : 6);
        if (kind >= 8) {
            object(text, random, depth > 5 ? depth - random.nextInt(2) : random.nextInt(depth));
        } else if (kind >= 6) {
            list(text, random, depth);
        } else if (kind >= 4) {
            text.append(NUMBERS[random.nextInt(NUMBERS.length)]);
        } else if (kind == 3) {
            text.append(new String[] {"true", "false", "null"}[random.nextInt(3)]);
        } else {
            text.append('"').append(TEXTS[random.nextInt(TEXTS.length)]).append('"');
        }
    }

    private void list(StringBuilder text, Random random, int depth) {
        text.append('[');
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ",");
            value(text, random, depth > 5 ? depth - 1 : depth / 2);
        }
        text.append(']');
    }
}
