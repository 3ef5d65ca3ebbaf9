package com.a64platform.adapters.embedded;

import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** How keys stand in the data file: their length and their bytes. */
final class KeyType extends BasicDataType<Key> {
    static final KeyType INSTANCE = new KeyType();

    private static final int OBJECT_BYTES = 48;

    private KeyType() {}

    @Override
    public int compare(Key one, Key other) {
        return one.compareTo(other);
    }

    @Override
    public int getMemory(Key key) {
        return OBJECT_BYTES + key.bytes().length;
    }

    @Override
    public void write(WriteBuffer out, Key key) {
        out.putVarInt(key.bytes().length);
        out.put(key.bytes());
    }

    @Override
    public Key read(ByteBuffer in) {
        byte[] bytes = new byte[DataUtils.readVarInt(in)];
        in.get(bytes);
        return new Key(bytes);
    }

    @Override
    public Key[] createStorage(int size) {
        return new Key[size];
    }
}
