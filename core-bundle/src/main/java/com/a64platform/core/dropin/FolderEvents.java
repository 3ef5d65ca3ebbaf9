package com.a64platform.core.dropin;

import com.a64platform.core.operations.Workers;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of every change in a folder from the operating system at once. FileInstall reports it only when it has looked twice,
 * and stays for what nobody else reports. Thread-safe.
 */
final class FolderEvents implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(FolderEvents.class);

    private final WatchService service;

    private FolderEvents(WatchService service) {
        this.service = service;
    }

    /**
     * @param changed told after each change, on a thread of its own; must not block
     * @return empty when the system has none to give
     */
    static Optional<FolderEvents> of(Path folder, Workers workers, Runnable changed) {
        try {
            var service = folder.getFileSystem().newWatchService();
            folder.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            var events = new FolderEvents(service);
            workers.start("deploy-events", () -> events.pass(changed));
            return Optional.of(events);
        } catch (IOException none) {
            // a machine has so many watches only, and they make it faster, nothing else
            log.warn("The system does not tell of changes in deploy/; they are seen by looking", none);
            return Optional.empty();
        }
    }

    private void pass(Runnable changed) {
        try {
            boolean valid = true;
            while (valid) {
                var key = service.take();
                key.pollEvents(); // what it was shows when the folder is listed
                valid = key.reset();
                changed.run();
            }
        } catch (ClosedWatchServiceException closed) {
            log.debug("The folder is watched no more", closed);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The watch of the folder cannot be closed", e);
        }
    }
}
