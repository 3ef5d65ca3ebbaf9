package com.a64platform.core.store;

import static com.mongodb.client.model.Filters.eq;

import com.a64platform.core.memory.NewestTime;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The newest time, in the store: one for all nodes. Kept to the millisecond. */
@Component(service = NewestTime.class)
public final class MongoNewestTime implements NewestTime {
    private static final String ID = "newest-time";
    private static final String TIME = "time";

    private final MongoCollection<Document> records;

    @Activate
    public MongoNewestTime(@Reference Store store) {
        records = store.collection("licensing");
    }

    @Override
    public Optional<Instant> read() {
        return StoreCall.run(() -> Optional.ofNullable(records.find(eq(ID)).first()))
                .map(record -> record.getDate(TIME).toInstant());
    }

    @Override
    public void raise(Instant time) {
        StoreCall.run(
                () -> records.updateOne(eq(ID), Updates.max(TIME, Date.from(time)), new UpdateOptions().upsert(true)));
    }
}
