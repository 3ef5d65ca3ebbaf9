package com.a64platform.adapters.embedded;

import de.bwaldvogel.mongo.bson.Document;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** How documents stand in the data file: as BSON. */
final class DocumentType extends BasicDataType<Document> {
    static final DocumentType INSTANCE = new DocumentType();

    private static final int OBJECT_BYTES = 48;

    private DocumentType() {}

    /** A rough guess; it only steers how much is cached. */
    @Override
    public int getMemory(Document document) {
        return weigh(document);
    }

    private static int weigh(Object value) {
        if (value instanceof Map<?, ?> map) {
            return OBJECT_BYTES
                    + map.values().stream()
                            .mapToInt(each -> OBJECT_BYTES + weigh(each))
                            .sum();
        }
        if (value instanceof Collection<?> list) {
            return OBJECT_BYTES + list.stream().mapToInt(DocumentType::weigh).sum();
        }
        return value instanceof String text ? OBJECT_BYTES + text.length() : OBJECT_BYTES;
    }

    @Override
    public void write(WriteBuffer out, Document document) {
        byte[] bytes = Bson.encode(document);
        out.putVarInt(bytes.length);
        out.put(bytes);
    }

    @Override
    public Document read(ByteBuffer in) {
        byte[] bytes = new byte[DataUtils.readVarInt(in)];
        in.get(bytes);
        return Bson.decode(bytes);
    }

    @Override
    public Document[] createStorage(int size) {
        return new Document[size];
    }
}
