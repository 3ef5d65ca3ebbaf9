package com.a64platform.core.dumps;

import com.a64platform.core.crypto.Digests;
import java.math.BigInteger;
import java.security.MessageDigest;

/**
 * Counts and hashes documents as they pass. Two collections have the same {@link #content} when they hold the same
 * documents, in whatever order they are read. For one thread.
 */
public final class Tally implements DocumentSink {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);
    private static final int HEX_DIGITS = 64;

    private final MessageDigest all = Digests.newSha256();
    private final MessageDigest one = Digests.newSha256();
    private BigInteger sum = BigInteger.ZERO;
    private long documents;
    private long bytes;

    @Override
    public void accept(byte[] bson) {
        documents++;
        bytes += bson.length;
        all.update(bson);
        sum = sum.add(new BigInteger(1, one.digest(bson))).mod(MODULUS);
    }

    /** How many documents have passed. */
    public long documents() {
        return documents;
    }

    public long bytes() {
        return bytes;
    }

    /** SHA-256 of the documents as they have passed; afterwards it takes no more. */
    String sha256() {
        return Digests.hex(all.digest());
    }

    /** The sum of each document's SHA-256, modulo 2^256, as 64 hex digits. */
    public String content() {
        var hex = sum.toString(16);
        return "0".repeat(HEX_DIGITS - hex.length()) + hex;
    }
}
