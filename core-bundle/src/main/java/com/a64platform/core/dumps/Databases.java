package com.a64platform.core.dumps;

import java.io.IOException;
import java.util.List;

/**
 * The store's databases, each document as the bytes it has in BSON: what archives are written from and read into. Nothing
 * is in any order. Thread-safe.
 *
 * <p>The embedded store holds a whole collection in memory while it is read; a server hands it out in batches.
 */
public interface Databases {
    /** Name of the platform's own database. */
    String platform();

    /** Names of the collections of a database, sorted, without the store's own. */
    List<String> collections(String database);

    /**
     * Every document once. A document that is written meanwhile may come as it was, or not at all.
     *
     * @throws com.a64platform.core.problem.ProblemException STORE_UNAVAILABLE
     */
    void read(String database, String collection, DocumentSink sink) throws IOException;

    /** The indexes but that of {@code _id}, each as a JSON text that {@link #replace} takes. */
    List<String> indexes(String database, String collection);

    /**
     * Puts documents and indexes in place of what is there. It is not one step: cut off, it leaves a part, and doing it
     * again makes it whole.
     *
     * @param indexes as {@link #indexes} gives them
     */
    void replace(String database, String collection, List<String> indexes, DocumentSource source) throws IOException;

    /** Removes a collection for good; nothing happens when there is none. */
    void drop(String database, String collection);
}
