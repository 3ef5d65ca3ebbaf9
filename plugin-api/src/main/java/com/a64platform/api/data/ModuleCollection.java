package com.a64platform.api.data;

import com.mongodb.client.model.IndexOptions;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * One collection of a module in one tenant: the part of MongoDB that a module may use. Filters, updates and sorts are
 * the driver's value types ({@code com.mongodb.client.model}). Every write is durable when the call returns. There are
 * no transactions: one document changes as a whole, two do not. Thread-safe.
 *
 * <p>Every method throws {@link IllegalArgumentException} when an expression uses something a module may not
 * ({@code $where}, {@code $function}, {@code $out}, {@code $merge}, {@code $lookup} into an undeclared collection), and
 * {@link StoreUnavailableException} when the store does not answer in time; a write may then have happened.
 */
public interface ModuleCollection {
    /**
     * Adds a document.
     *
     * @param document carries its own {@code _id} (a string by convention)
     * @throws DuplicateKeyException when a unique index already holds its key; nothing was written
     * @throws DataLimitException when the tenant may have no more documents; nothing was written
     */
    void insert(Document document);

    /** The one document with this {@code _id}. */
    Optional<Document> get(Object id);

    /**
     * Documents that match.
     *
     * @param filter what to match; {@code Filters.empty()} for all
     * @param sort the order; state one whenever it matters, there is no natural order
     * @param skip how many to pass over, from 0
     * @param limit how many at the most, from 1 to 1000
     */
    List<Document> find(Bson filter, Bson sort, int skip, int limit);

    /** How many documents match. */
    long count(Bson filter);

    /**
     * Changes the one document that matches, as one atomic step.
     *
     * @param update update operators ({@code $set} and its like); a whole document is refused, so that fields a newer
     *     version wrote survive
     * @return the document after the change, or empty when none matched
     * @throws DuplicateKeyException when a unique index already holds the new key; nothing was written
     */
    Optional<Document> updateOne(Bson filter, Bson update);

    /** Changes every document that matches, each atomically; returns how many matched. */
    long updateMany(Bson filter, Bson update);

    /** Removes the one document that matches; true when there was one. */
    boolean deleteOne(Bson filter);

    /** Removes every document that matches; returns how many there were. */
    long deleteMany(Bson filter);

    /** Runs an aggregation of allowed stages and returns its result, 1000 documents at the most. */
    List<Document> aggregate(List<? extends Bson> pipeline);

    /** Makes sure that an index is there; does nothing when it is. Allowed options: {@code unique} and {@code name}. */
    void ensureIndex(Bson keys, IndexOptions options);
}
