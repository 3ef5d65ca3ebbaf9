package com.a64platform.core.store;

import com.a64platform.api.data.DuplicateKeyException;
import com.a64platform.api.data.ModuleCollection;
import com.a64platform.api.data.StoreUnavailableException;
import com.a64platform.core.modules.ModuleData.Room;
import com.a64platform.core.platform.StoreSilence;
import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.ReturnDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonMaximumSizeExceededException;
import org.bson.Document;
import org.bson.codecs.configuration.CodecConfigurationException;
import org.bson.conversions.Bson;

/** A module's collection: every expression is checked before the driver sees it. */
final class MongoModuleCollection implements ModuleCollection {
    /** A query that takes longer is given up: it would hold up everybody else. */
    private static final long QUERY_SECONDS = 30;

    private final MongoCollection<Document> documents;
    private final ModuleExpressions expressions;
    private final StoreSilence silence;
    private final Room room;

    MongoModuleCollection(
            MongoCollection<Document> documents, ModuleExpressions expressions, StoreSilence silence, Room room) {
        this.room = room;
        this.documents = documents;
        this.expressions = expressions;
        this.silence = silence;
    }

    @Override
    public void insert(Document document) {
        Document content = expressions.content(document);
        room.take();
        try {
            call(() -> documents.insertOne(content));
        } catch (RuntimeException notWritten) {
            room.give(1);
            throw notWritten;
        }
    }

    @Override
    public Optional<Document> get(Object id) {
        BsonDocument byId = expressions.filter(new Document("_id", new Document("$eq", id)));
        return call(() -> Optional.ofNullable(documents.find(byId).first()));
    }

    @Override
    public List<Document> find(Bson filter, Bson sort, int skip, int limit) {
        if (skip < 0 || limit < 1 || limit > ModuleExpressions.MOST_RESULTS) {
            throw new IllegalArgumentException(
                    "skip must be from 0 and limit from 1 to " + ModuleExpressions.MOST_RESULTS + ".");
        }
        BsonDocument wanted = expressions.filter(filter);
        BsonDocument order = expressions.order(sort);
        return call(() -> documents
                .find(wanted)
                .sort(order)
                .skip(skip)
                .limit(limit)
                .maxTime(QUERY_SECONDS, TimeUnit.SECONDS)
                .into(new ArrayList<>()));
    }

    @Override
    public long count(Bson filter) {
        BsonDocument wanted = expressions.filter(filter);
        return call(() -> documents.countDocuments(wanted));
    }

    @Override
    public Optional<Document> updateOne(Bson filter, Bson update) {
        BsonDocument wanted = expressions.filter(filter);
        BsonDocument change = expressions.update(update);
        FindOneAndUpdateOptions after = new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);
        return call(() -> Optional.ofNullable(documents.findOneAndUpdate(wanted, change, after)));
    }

    @Override
    public long updateMany(Bson filter, Bson update) {
        BsonDocument wanted = expressions.filter(filter);
        BsonDocument change = expressions.update(update);
        return call(() -> documents.updateMany(wanted, change).getMatchedCount());
    }

    @Override
    public boolean deleteOne(Bson filter) {
        BsonDocument wanted = expressions.filter(filter);
        return gone(call(() -> documents.deleteOne(wanted).getDeletedCount())) > 0;
    }

    @Override
    public long deleteMany(Bson filter) {
        BsonDocument wanted = expressions.filter(filter);
        return gone(call(() -> documents.deleteMany(wanted).getDeletedCount()));
    }

    private long gone(long deleted) {
        room.give(deleted);
        return deleted;
    }

    @Override
    public List<Document> aggregate(List<? extends Bson> pipeline) {
        List<BsonDocument> stages = expressions.pipeline(pipeline);
        return call(() -> documents
                .aggregate(stages)
                .maxTime(QUERY_SECONDS, TimeUnit.SECONDS)
                .into(new ArrayList<>()));
    }

    @Override
    public void ensureIndex(Bson keys, IndexOptions options) {
        BsonDocument fields = expressions.order(keys);
        IndexOptions rules = expressions.index(options);
        call(() -> documents.createIndex(fields, rules));
    }

    /** What a module hears of the driver's failures; none names the physical collection or the server. */
    private <T> T call(Supplier<T> work) {
        try {
            return work.get();
        } catch (MongoException failed) {
            throw heard(failed);
        } catch (CodecConfigurationException | BsonMaximumSizeExceededException unfit) {
            throw new IllegalArgumentException("The document cannot be kept: " + unfit.getMessage(), unfit);
        }
    }

    private RuntimeException heard(MongoException failed) {
        if (StoreCall.duplicateKey(failed)) {
            return new DuplicateKeyException("A document with the same values in a unique index exists.", failed);
        }
        if (StoreCall.refused(failed)) {
            return new IllegalArgumentException("The store refused the call; its cause says why.", failed);
        }
        silence.noticed();
        return new StoreUnavailableException(
                "The store did not answer in time; read again before you try again.", failed);
    }
}
