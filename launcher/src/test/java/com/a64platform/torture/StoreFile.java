package com.a64platform.torture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * The data file of the embedded store, read without the store: a map named {@code d/DATABASE/COLLECTION} for each collection,
 * its values BSON. A node has its file locked, so what is read is a copy.
 */
final class StoreFile implements AutoCloseable {
    private static final DocumentCodec CODEC = new DocumentCodec();

    private final MVStore store;
    private final Optional<Path> copy;

    private StoreFile(MVStore store, Optional<Path> copy) {
        this.store = store;
        this.copy = copy;
    }

    /** A copy of a home's file as it is at this moment; the node may be running. */
    static StoreFile copied(Path home) throws IOException {
        Path copy = Files.createTempFile("a64-torture-", ".mv");
        Files.copy(file(home), copy, StandardCopyOption.REPLACE_EXISTING);
        try {
            return new StoreFile(
                    new MVStore.Builder().fileName(copy.toString()).readOnly().open(), Optional.of(copy));
        } catch (MVStoreException torn) {
            Files.delete(copy);
            throw new IOException("The copy of the store cannot be read", torn);
        }
    }

    /** The file itself, to change something in it while no node runs. */
    static StoreFile writable(Path home) {
        return new StoreFile(
                new MVStore.Builder()
                        .fileName(file(home).toString())
                        .autoCommitDisabled()
                        .open(),
                Optional.empty());
    }

    private static Path file(Path home) {
        return home.resolve("data/store/store.mv");
    }

    /** All documents of a collection of the platform's own database. */
    List<Document> platform(String collection) {
        return documents("d/a64/" + collection);
    }

    /** All documents of a module's collection, whichever tenant's. */
    List<Document> module(String module, String collection) {
        List<Document> found = new ArrayList<>();
        maps(module, collection).forEach(map -> found.addAll(documents(map)));
        return found;
    }

    /** Puts other documents in the places of those that a change makes different. */
    void change(String module, String collection, UnaryOperator<Document> change) {
        for (String name : maps(module, collection)) {
            MVMap<byte[], byte[]> map = open(name);
            for (byte[] key : List.copyOf(map.keySet())) {
                map.put(key, encode(change.apply(decode(map.get(key)))));
            }
        }
        store.commit();
    }

    private List<String> maps(String module, String collection) {
        return store.getMapNames().stream()
                .filter(name -> name.startsWith("d/") && name.endsWith("/" + module + "." + collection))
                .toList();
    }

    private List<Document> documents(String map) {
        return store.hasMap(map)
                ? open(map).values().stream().map(StoreFile::decode).toList()
                : List.of();
    }

    private MVMap<byte[], byte[]> open(String name) {
        return store.openMap(
                name, new MVMap.Builder<byte[], byte[]>().keyType(new Bytes()).valueType(new Bytes()));
    }

    private static Document decode(byte[] bytes) {
        return CODEC.decode(
                new BsonBinaryReader(ByteBuffer.wrap(bytes)),
                DecoderContext.builder().build());
    }

    private static byte[] encode(Document document) {
        BasicOutputBuffer out = new BasicOutputBuffer();
        CODEC.encode(
                new BsonBinaryWriter(out), document, EncoderContext.builder().build());
        return out.toByteArray();
    }

    @Override
    public void close() throws IOException {
        if (copy.isPresent()) {
            store.closeImmediately();
            Files.deleteIfExists(copy.get());
        } else {
            store.close();
        }
    }

    /** How keys and documents both stand in the file: their length and their bytes. */
    private static final class Bytes extends BasicDataType<byte[]> {
        @Override
        public int compare(byte[] one, byte[] other) {
            return Arrays.compareUnsigned(one, other);
        }

        @Override
        public int getMemory(byte[] bytes) {
            return bytes.length;
        }

        @Override
        public void write(WriteBuffer out, byte[] bytes) {
            out.putVarInt(bytes.length).put(bytes);
        }

        @Override
        public byte[] read(ByteBuffer in) {
            byte[] bytes = new byte[DataUtils.readVarInt(in)];
            in.get(bytes);
            return bytes;
        }

        @Override
        public byte[][] createStorage(int size) {
            return new byte[size][];
        }
    }
}
