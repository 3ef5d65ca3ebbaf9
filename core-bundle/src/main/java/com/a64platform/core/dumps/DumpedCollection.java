package com.a64platform.core.dumps;

import java.util.List;

/**
 * One collection of an archive, as its manifest describes it. Immutable.
 *
 * @param database whose it was; what that says is up to who writes archives
 * @param path of the member that holds the documents, one after the other, as {@code mongodump} writes them
 * @param bytes of that member before it was compressed
 * @param sha256 of that member
 * @param content see {@link Tally#content}
 * @param indexes as {@link Databases#indexes} gives them
 */
public record DumpedCollection(
        String database,
        String name,
        String path,
        long documents,
        long bytes,
        String sha256,
        String content,
        List<String> indexes) {
    public DumpedCollection {
        indexes = List.copyOf(indexes);
    }
}
