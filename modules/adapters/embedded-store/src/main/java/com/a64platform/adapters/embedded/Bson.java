package com.a64platform.adapters.embedded;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;

/** Documents to bytes and back: what stands in the data file is BSON, not serialized Java objects. */
final class Bson {
    private static final int TYPICAL_BYTES = 512;

    private Bson() {}

    static byte[] encode(Map<String, ?> document) {
        ByteBuf buffer = Unpooled.buffer(TYPICAL_BYTES);
        BsonEncoder.encodeDocument(document, buffer);
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    static Document decode(byte[] bytes) {
        return BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bytes));
    }
}
