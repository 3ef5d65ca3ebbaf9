package com.a64platform.core.store.dumps;

import com.a64platform.core.dumps.Snapshot;
import com.a64platform.core.store.Store;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Snapshots of the node's own store. */
@Component(service = Snapshot.Source.class)
public final class MongoSnapshots implements Snapshot.Source {
    private final Store store;

    @Activate
    public MongoSnapshots(@Reference Store store) {
        this.store = store;
    }

    @Override
    public Snapshot take(Path scratch) {
        return store.snapshot(scratch);
    }
}
