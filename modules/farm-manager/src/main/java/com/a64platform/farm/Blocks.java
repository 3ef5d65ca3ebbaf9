package com.a64platform.farm;

import com.a64platform.api.ModuleProblem;
import com.a64platform.api.data.ModuleCollection;
import com.a64platform.api.data.ModuleDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.time.Clock;
import org.bson.Document;
import org.bson.conversions.Bson;

/** The blocks of one farm. Thread-safe. */
final class Blocks {
    private final Farms farms;
    private final String farmId;
    private final VersionedDocuments<Block> documents;

    Blocks(Farms farms, String farmId, ModuleCollection blocks, Clock clock) {
        this.farms = farms;
        this.farmId = farmId;
        this.documents = new VersionedDocuments<>(blocks, "block", Block::read, clock);
    }

    /** Creates what is missing. */
    static void prepare(ModuleDatabase database) {
        database.collection("blocks")
                .ensureIndex(
                        Indexes.ascending("farmId", VersionedDocuments.NAME_KEY),
                        new IndexOptions().unique(true).name("block_name"));
    }

    /** @throws ModuleProblem 404 or 409 when the farm is gone or going; see {@link Farms} for the order of steps */
    Block add(Document fields, String userId) {
        farms.requireStaying(farmId);
        Block block = documents.add(new Document(fields).append("farmId", farmId), userId);
        try {
            farms.requireStaying(farmId);
        } catch (ModuleProblem going) {
            documents.remove(which(block.id()), IfMatch.ANY);
            throw going;
        }
        return block;
    }

    Page<Block> page(ListQuery query) {
        return documents.page(Filters.eq("farmId", farmId), query);
    }

    Block get(String id) {
        return documents.get(which(id));
    }

    Block change(String id, IfMatch match, Document fields, String userId) {
        return documents.change(which(id), match, fields, userId);
    }

    void remove(String id, IfMatch match) {
        documents.remove(which(id), match);
    }

    private Bson which(String id) {
        return Filters.and(Filters.eq(id), Filters.eq("farmId", farmId));
    }
}
