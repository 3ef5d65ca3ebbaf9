package com.a64platform.core.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Good documents, broken in one to six places: cut, doubled, spliced, bits flipped, tokens put where none belong. */
public final class Mutations implements Fuzzing.Inputs {
    /** What readers stumble over. */
    private static final String[] TOKENS = {
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "null",
        "true",
        "-1",
        "0",
        "1e999",
        "1E-400",
        "0x1F",
        "NaN",
        "-0",
        "01",
        "9007199254740991",
        "9007199254740992",
        "-9223372036854775809",
        "99999999999999999999999999999999",
        "1.5",
        "\\u0000",
        "\\ud800",
        "\\",
        "\0",
        "\r",
        "\n",
        "\r\n ",
        "\uFEFF",
        "\u202E",
        "\uD83D\uDE00",
        "../",
        "%2e%2e/",
        "/",
        ".",
        "..",
        "=",
        "==",
        "*",
        "^",
        ">=",
        "||",
        " - ",
        "$where",
        "__proto__",
        "\"critical\":[\"x\"],",
        "\"a\":1,\"a\":2,",
        "PK\1\2",
        "PK\3\4",
        "PK\5\6",
        ";",
        ": ",
        "\t",
        "a".repeat(300),
        "[".repeat(2000),
        "{\"a\":".repeat(500),
        "9".repeat(400)
    };

    private static final byte[][] BAD_UTF8 = {
        {(byte) 0xC0, (byte) 0xAF}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, {(byte) 0xFF}, {(byte) 0xF4, (byte) 0x90}
    };

    private final List<byte[]> good;

    private Mutations(List<byte[]> good) {
        this.good = good;
    }

    public static Mutations of(byte[]... good) {
        return new Mutations(List.of(good));
    }

    public static Mutations of(String... good) {
        return new Mutations(Arrays.stream(good)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    @Override
    public byte[] next(Random random) {
        byte[] input = any(random);
        for (int left = random.nextInt(7); left > 0; left--) {
            input = broken(input, random);
        }
        return input;
    }

    private byte[] any(Random random) {
        return good.get(random.nextInt(good.size())).clone();
    }

    private byte[] broken(byte[] input, Random random) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + 1 + random.nextInt(1 << random.nextInt(9)));
        switch (random.nextInt(9)) {
            case 0:
                return Arrays.copyOf(input, from);
            case 1:
                return joined(input, 0, from, Arrays.copyOfRange(input, from, to), from);
            case 2:
                return joined(input, 0, from, new byte[0], to);
            case 3:
                byte[] other = any(random);
                int start = random.nextInt(other.length + 1);
                return joined(input, 0, from, Arrays.copyOfRange(other, start, other.length), input.length);
            case 4:
                return joined(input, 0, from, token(random), from);
            case 5:
                return joined(input, 0, from, token(random), to);
            case 6:
                return memberTwice(input, from);
            default:
                return flipped(input, random);
        }
    }

    private static byte[] token(Random random) {
        int chosen = random.nextInt(TOKENS.length + BAD_UTF8.length);
        return chosen < TOKENS.length
                ? TOKENS[chosen].getBytes(StandardCharsets.UTF_8)
                : BAD_UTF8[chosen - TOKENS.length];
    }

    /** Doubles what stands between two commas, or two lines: a member or a header twice. */
    private static byte[] memberTwice(byte[] input, int from) {
        int start = separator(input, from);
        int end = separator(input, start + 1);
        return end > input.length ? input : joined(input, 0, end, Arrays.copyOfRange(input, start, end), end);
    }

    private static int separator(byte[] input, int from) {
        int at = from;
        while (at < input.length && input[at] != ',' && input[at] != '\n' && input[at] != '.') {
            at++;
        }
        return at;
    }

    private static byte[] flipped(byte[] input, Random random) {
        if (input.length > 0) {
            int at = random.nextInt(input.length);
            input[at] = (byte) (random.nextBoolean() ? input[at] ^ (1 << random.nextInt(8)) : random.nextInt(256));
        }
        return input;
    }

    private static byte[] joined(byte[] input, int from, int to, byte[] middle, int rest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(input.length + middle.length);
        out.write(input, from, to - from);
        out.writeBytes(middle);
        out.write(input, rest, input.length - rest);
        return out.toByteArray();
    }
}
