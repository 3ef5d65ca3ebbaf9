package com.a64platform.core.dumps;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.RawBsonDocument;

/** Databases that outlive a node that a test kills. */
public final class InMemoryDatabases implements Databases {
    private record Stored(List<String> indexes, List<byte[]> documents) {}

    /** By database and collection, with a slash between. */
    private final Map<String, Stored> collections = new TreeMap<>();

    private Runnable atRead = () -> {};

    /** Runs before a collection is read. */
    public synchronized void atRead(Runnable hook) {
        atRead = hook;
    }

    /** Adds a document. */
    public synchronized void insert(String database, String collection, String json) {
        collections
                .computeIfAbsent(database + "/" + collection, name -> new Stored(List.of(), new ArrayList<>()))
                .documents()
                .add(bson(json));
    }

    /** Every collection with a hash of what is in it. */
    public synchronized Map<String, String> contents() {
        Map<String, String> contents = new TreeMap<>();
        collections.forEach((name, stored) -> {
            var tally = new Tally();
            stored.documents().forEach(tally::accept);
            contents.put(name, tally.documents() + " " + tally.content());
        });
        return contents;
    }

    @Override
    public String platform() {
        return "a64";
    }

    @Override
    public synchronized List<String> collections(String database) {
        return collections.keySet().stream()
                .filter(name -> name.startsWith(database + "/"))
                .map(name -> name.substring(database.length() + 1))
                .toList();
    }

    @Override
    public synchronized void read(String database, String collection, DocumentSink sink) throws IOException {
        atRead.run();
        for (var document : collections.get(database + "/" + collection).documents()) {
            sink.accept(document);
        }
    }

    @Override
    public synchronized List<String> indexes(String database, String collection) {
        return collections.get(database + "/" + collection).indexes();
    }

    @Override
    public synchronized void replace(String database, String collection, List<String> indexes, DocumentSource source)
            throws IOException {
        List<byte[]> documents = new ArrayList<>();
        collections.put(database + "/" + collection, new Stored(indexes, documents));
        for (var next = source.next(); next.isPresent(); next = source.next()) {
            documents.add(next.get());
        }
    }

    @Override
    public synchronized void drop(String database, String collection) {
        collections.remove(database + "/" + collection);
    }

    private static byte[] bson(String json) {
        var buffer = RawBsonDocument.parse(json).getByteBuffer();
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
