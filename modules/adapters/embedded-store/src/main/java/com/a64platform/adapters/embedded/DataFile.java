package com.a64platform.adapters.embedded;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.h2.mvstore.Chunk;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data file. Commands run in it one at a time; a command returns when all that it changed, and all that it saw, is
 * forced to disk. Commands that wait at the same time share one commit. Thread-safe.
 *
 * <p>After a write that failed half-way, or a sync that failed, nobody knows what the disk holds: from then on every
 * command is refused until the file is opened again, which starts from the last commit that was forced.
 */
final class DataFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataFile.class);

    private static final int FILL_PERCENT = 70;
    /** What is written anew is in memory as documents until it is committed, several times as large. */
    private static final int COMPACT_BYTES = 1024 * 1024;

    private static final int COMPACT_PARTS = 4;
    private static final int COPIED_BYTES = 1024 * 1024;

    private final MVStore store;
    private final ReentrantLock command = new ReentrantLock();
    private final ReentrantLock flush = new ReentrantLock();
    private long changes; // guarded by command
    private volatile long forced;
    private volatile boolean stopped;

    DataFile(MVStore store) {
        this.store = store;
    }

    /** Runs one command; while it runs no other does. Its changes are forced to disk on return. */
    <T> T alone(Supplier<T> work) {
        T result;
        long seen;
        command.lock();
        try {
            requireWorking();
            result = wholly(work);
            seen = changes;
        } finally {
            command.unlock();
        }
        force(seen);
        return result;
    }

    /** A command that breaks off unforeseen after its first change has left half of it in memory. */
    private <T> T wholly(Supplier<T> work) {
        long before = changes;
        try {
            return work.get();
        } catch (MongoServerException refused) {
            throw refused;
        } catch (RuntimeException | Error broken) {
            if (changes != before || broken instanceof MVStoreException || broken instanceof Error) {
                throw stop(broken);
            }
            throw broken;
        }
    }

    private void force(long upTo) {
        if (forced >= upTo) {
            return;
        }
        flush.lock();
        try {
            if (forced < upTo) {
                requireWorking();
                commit(() -> {});
            }
        } finally {
            flush.unlock();
        }
    }

    /**
     * Writes everything live of half-empty parts of the file anew, so that their space is free for what comes. Commands that
     * wait are run between one part and the next.
     */
    void compact() {
        for (int part = 0; part < COMPACT_PARTS && compactPart(); part++) {
            Thread.yield();
        }
    }

    private boolean compactPart() {
        flush.lock();
        try {
            AtomicBoolean rewritten = new AtomicBoolean();
            if (!stopped) {
                commit(() -> rewritten.set(store.compact(FILL_PERCENT, COMPACT_BYTES)));
            }
            return rewritten.get();
        } finally {
            flush.unlock();
        }
    }

    /**
     * Writes what the file holds at one moment, forced, into another. Until that is done commands that have changed something,
     * or saw what was not yet forced, wait for their reply. Read through the engine's own channel: closing a second one would
     * give up the lock on the file.
     */
    void copyTo(WritableByteChannel target) throws IOException {
        flush.lock();
        try {
            requireWorking();
            commit(() -> {});
            FileStore<?> file = store.getFileStore();
            for (long at = 0; at < file.size(); at += COPIED_BYTES) {
                ByteBuffer part = read(file, at, (int) Math.min(COPIED_BYTES, file.size() - at));
                while (part.hasRemaining()) {
                    target.write(part);
                }
            }
        } finally {
            flush.unlock();
        }
    }

    /** Which part of a file a chunk is in only matters to stores of several files. */
    private static <C extends Chunk<C>> ByteBuffer read(FileStore<C> file, long position, int length) {
        return file.readFully((C) null, position, length);
    }

    private void commit(Runnable before) {
        try {
            long committed;
            command.lock();
            try {
                before.run();
                committed = changes;
                store.commit();
            } finally {
                command.unlock();
            }
            store.getFileStore().sync();
            forced = committed;
        } catch (RuntimeException | Error broken) {
            throw stop(broken);
        }
    }

    private StoppedException stop(Throwable cause) {
        stopped = true;
        LOG.error("The embedded store stops: a write failed. Check the disk, then start the platform again.", cause);
        return new StoppedException();
    }

    private void requireWorking() {
        if (stopped) {
            throw new StoppedException();
        }
    }

    boolean stopped() {
        return stopped;
    }

    /** Every change of a map says so first, while its command runs. */
    void changed() {
        changes++;
    }

    MVMap<Key, Document> documents(String name) {
        return store.openMap(
                name,
                new MVMap.Builder<Key, Document>().keyType(KeyType.INSTANCE).valueType(DocumentType.INSTANCE));
    }

    MVMap<Key, Key> entries(String name) {
        return store.openMap(
                name, new MVMap.Builder<Key, Key>().keyType(KeyType.INSTANCE).valueType(KeyType.INSTANCE));
    }

    void remove(MVMap<?, ?> map) {
        changed();
        store.removeMap(map);
    }

    Set<String> mapNames() {
        return store.getMapNames();
    }

    long size() {
        return Optional.ofNullable(store.getFileStore())
                .map(file -> file.size())
                .orElse(0L);
    }

    /** Forces what is left, unless a write has failed before: then the file stays as it was last forced. */
    @Override
    public void close() {
        flush.lock();
        command.lock();
        try {
            if (stopped) {
                store.closeImmediately();
            } else {
                stopped = true;
                closeOrderly();
            }
        } finally {
            command.unlock();
            flush.unlock();
        }
    }

    private void closeOrderly() {
        store.commit();
        store.getFileStore().sync();
        store.close();
    }

    /** The data file takes no more commands. */
    static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("The embedded store has stopped; check the disk and start the platform again.");
        }
    }
}
