package com.a64platform.adapters.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * Knows what of a file is on the disk for sure: what was there at first, and every write that was forced. From it come
 * the files that a power loss could leave. The store's own file layer is wrapped, so nothing passes it by. Thread-safe.
 */
final class Recording {
    private static final int SECTOR = 512;
    private static volatile Recording current;

    private final List<Write> unforced = new ArrayList<>();
    private byte[] forced;
    private boolean failing;
    private volatile Runnable beforeForce = () -> {};

    private Recording(byte[] forced) {
        this.forced = forced;
    }

    /** Records the file; {@link #nameOf} is how the store has to call it. */
    static Recording of(Path file) throws IOException {
        current = new Recording(Files.readAllBytes(file));
        FilePath.register(new RecordedPath());
        return current;
    }

    static String nameOf(Path file) {
        return "recorded:" + file;
    }

    /** Makes every force fail from now on. */
    synchronized void failToForce() {
        failing = true;
    }

    /** Runs at each force before anything is done: what was written since the last one may be lost whole or in part. */
    void beforeEachForce(Runnable work) {
        beforeForce = work;
    }

    /** The file when nothing unforced has reached the disk. */
    synchronized byte[] withoutUnforced() {
        return forced.clone();
    }

    /** A file when some of what was not forced has reached the disk, whole or in part, in whatever order. */
    synchronized byte[] withSomeUnforced(Random random) {
        byte[] file = forced.clone();
        for (Write write : unforced) {
            if (random.nextBoolean()) {
                file = write.torn(random).applyTo(file);
            }
        }
        return file;
    }

    private synchronized void wrote(Write write) {
        unforced.add(write);
    }

    private synchronized void forced() throws IOException {
        if (failing) {
            throw new IOException("No more of it reaches the disk");
        }
        for (Write write : unforced) {
            forced = write.applyTo(forced);
        }
        unforced.clear();
    }

    /** Bytes at a place; or, without bytes, an end of the file. */
    private record Write(long position, byte[] bytes) {
        byte[] applyTo(byte[] file) {
            if (bytes.length == 0) {
                return Arrays.copyOf(file, (int) position);
            }
            byte[] result = Arrays.copyOf(file, Math.max(file.length, (int) position + bytes.length));
            System.arraycopy(bytes, 0, result, (int) position, bytes.length);
            return result;
        }

        Write torn(Random random) {
            int sectors = bytes.length / SECTOR;
            return sectors > 1 && random.nextBoolean()
                    ? new Write(position, Arrays.copyOf(bytes, SECTOR * (1 + random.nextInt(sectors - 1))))
                    : this;
        }
    }

    /** The store's file layer makes these by itself, by name. */
    public static final class RecordedPath extends FilePathWrapper {
        @Override
        public String getScheme() {
            return "recorded";
        }

        @Override
        public FileChannel open(String mode) throws IOException {
            return new RecordedFile(getBase().open(mode), current);
        }
    }

    private static final class RecordedFile extends FileBaseDefault {
        private final FileChannel file;
        private final Recording recording;

        RecordedFile(FileChannel file, Recording recording) {
            this.file = file;
            this.recording = recording;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return file.read(into, position);
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            byte[] bytes = new byte[from.remaining()];
            from.duplicate().get(bytes);
            recording.wrote(new Write(position, bytes));
            return file.write(from, position);
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            recording.wrote(new Write(size, new byte[0]));
            file.truncate(size);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            recording.beforeForce.run();
            recording.forced();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}
