package com.a64platform.adapters.embedded;

import com.a64platform.core.spi.EmbeddedStoreEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open data file with its listener, and the thread that keeps the file small. */
final class RunningEngine implements EmbeddedStoreEngine.Running {
    private static final Logger LOG = LoggerFactory.getLogger(RunningEngine.class);
    private static final int COMPACTION_SECONDS = 20;

    private final DataFile file;
    private final Login login = new Login();
    private final Listener listener;
    private final ScheduledExecutorService compaction = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "a64-store-compaction");
        thread.setDaemon(true);
        return thread;
    });

    RunningEngine(DataFile file) {
        this.file = file;
        this.listener = new Listener(new Commands(file, new StoredBackend(file), login));
        compaction.scheduleWithFixedDelay(file::compact, COMPACTION_SECONDS, COMPACTION_SECONDS, TimeUnit.SECONDS);
        LOG.info("The embedded store is open. It serves one node and small data: only unique indexes speed up its"
                + " queries, every other query reads its whole collection.");
    }

    @Override
    public String uri() {
        return "mongodb://" + Login.USER + ":" + login.secret() + "@127.0.0.1:" + listener.port()
                + "/?authMechanism=PLAIN&directConnection=true";
    }

    @Override
    public boolean stopped() {
        return file.stopped();
    }

    @Override
    public void copyTo(Path directory) {
        try {
            EmbeddedEngine.copy(file, directory);
        } catch (IOException failed) {
            throw new UncheckedIOException("The store cannot be copied to " + directory + "; check its space", failed);
        }
    }

    /** Takes no more commands, finishes the running ones, forces everything to disk. */
    @Override
    public void close() {
        compaction.shutdown();
        listener.close();
        file.close();
    }
}
