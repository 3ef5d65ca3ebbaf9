package com.a64platform.farm;

import com.a64platform.api.ModuleProblem;
import com.a64platform.api.data.ModuleCollection;
import com.a64platform.api.data.ModuleDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The farms of one tenant. Thread-safe.
 *
 * <p>A farm goes in three steps, since no two documents change as one: it is marked, its blocks are looked at or removed,
 * and it is removed if it still carries the same mark. Adding a block looks at the farm once more after the block is
 * written and takes the block back when the farm is gone or marked. So whichever comes first, no block is left without
 * its farm. A removal that was cut short can be repeated, and any change of the farm lifts the mark.
 */
final class Farms {
    private static final String MARK = "removing";

    private final ModuleCollection farms;
    private final ModuleCollection blocks;
    private final VersionedDocuments<Farm> documents;
    private final Clock clock;

    Farms(ModuleDatabase database, Clock clock) {
        this.farms = database.collection("farms");
        this.blocks = database.collection("blocks");
        this.documents = new VersionedDocuments<>(farms, "farm", Farm::read, clock);
        this.clock = clock;
    }

    /** Creates what is missing. */
    static void prepare(ModuleDatabase database) {
        ModuleCollection farms = database.collection("farms");
        farms.ensureIndex(
                Indexes.ascending(VersionedDocuments.NAME_KEY),
                new IndexOptions().unique(true).name("farm_name"));
        farms.ensureIndex(
                Indexes.ascending("status", VersionedDocuments.NAME_KEY), new IndexOptions().name("farm_status"));
    }

    Farm add(Document fields, String userId) {
        return documents.add(fields, userId);
    }

    Page<Farm> page(ListQuery query) {
        return documents.page(Filters.empty(), query);
    }

    Farm get(String id) {
        return documents.get(Filters.eq(id));
    }

    Farm change(String id, IfMatch match, Document fields, String userId) {
        return documents.change(Filters.eq(id), match, fields, userId, Updates.unset(MARK));
    }

    /** @throws ModuleProblem 409 when it has blocks; 404, 412 as for a change */
    void remove(String id, IfMatch match) {
        Bson marked = mark(id, match);
        if (blocks.count(Filters.eq("farmId", id)) > 0) {
            farms.updateOne(marked, Updates.unset(MARK));
            throw new ModuleProblem(
                    409,
                    "farm-has-blocks",
                    "The farm still has blocks; delete them first, or delete with cascade=true.");
        }
        removeMarked(id, marked);
    }

    /** Removes it and its blocks. */
    void removeWithBlocks(String id, IfMatch match) {
        Bson marked = mark(id, match);
        blocks.deleteMany(Filters.eq("farmId", id));
        removeMarked(id, marked);
    }

    /** The blocks of a farm. */
    Blocks blocksOf(String id) {
        get(id);
        return new Blocks(this, id, blocks, clock);
    }

    /** @throws ModuleProblem 404 when the farm is gone, 409 when it is being removed */
    void requireStaying(String id) {
        Document farm = documents.find(Filters.eq(id)).orElseThrow(documents::missing);
        if (farm.containsKey(MARK)) {
            throw new ModuleProblem(
                    409, "farm-being-deleted", "The farm is being deleted; if that is not so, change the farm first.");
        }
    }

    private Bson mark(String id, IfMatch match) {
        String mark = UUID.randomUUID().toString();
        farms.updateOne(Filters.and(Filters.eq(id), match.filter()), Updates.set(MARK, mark))
                .orElseThrow(() -> documents.unmatched(Filters.eq(id)));
        return Filters.and(Filters.eq(id), Filters.eq(MARK, mark));
    }

    private void removeMarked(String id, Bson marked) {
        if (!farms.deleteOne(marked) && farms.get(id).isPresent()) {
            throw new ModuleProblem(
                    409, "farm-changed", "The farm was changed while it was being deleted; look at it and try again.");
        }
    }
}
