package com.a64platform.adapters.embedded;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * A key of a map in the data file: the BSON bytes of one or several values, numbers in their one normal form. Equal
 * values have equal bytes, whatever their type was; the order of the bytes is an order and nothing more. Immutable.
 */
final class Key implements Comparable<Key> {
    private static final String VALUES = "";

    private final byte[] bytes;

    Key(byte[] bytes) {
        this.bytes = bytes;
    }

    static Key of(KeyValue values) {
        return new Key(
                Bson.encode(new Document(VALUES, values.normalized().stream().toList())));
    }

    /** A key that no other document has, for a document without an identity of its own. */
    static Key unique() {
        return of(new KeyValue(UUID.randomUUID()));
    }

    KeyValue values() {
        return new KeyValue((List<?>) Bson.decode(bytes).get(VALUES));
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return values().toString();
    }
}
