package com.a64platform.core.licenseserver;

import com.a64platform.core.platform.DurableFile;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * What the server must not forget, in one file. A change is on the disk, whole, when its call returns; one that throws has
 * changed nothing. After a write that failed nobody knows what the disk holds, so that everything is refused until the
 * server is started again. Thread-safe: changes run one at a time.
 */
final class Ledger implements AutoCloseable {
    private static final String FILE = "licenses.mv";
    private static final int FILL_PERCENT = 70;
    private static final int COMPACT_BYTES = 4 * 1024 * 1024;
    private static final int COMMITS_BETWEEN = 500;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final MVStore store;
    private final MVMap<String, String> entitlements;
    private final MVMap<String, String> grants;
    private final MVMap<String, String> codes;
    private final MVMap<String, Long> changes;
    private final MVMap<String, String> facts;
    private int commits;
    private boolean broken;

    Ledger(MVStore store) {
        this.store = store;
        entitlements = store.openMap("entitlements");
        grants = store.openMap("grants");
        codes = store.openMap("codes");
        changes = store.openMap("changes");
        facts = store.openMap("facts");
    }

    /** @throws IllegalStateException when another server has it open; the message says so */
    static Ledger open(Path folder) {
        try {
            return new Ledger(tuned(prepared(folder)));
        } catch (MVStoreException failed) {
            throw new IllegalStateException(
                    "The file " + folder.resolve(FILE) + " cannot be opened: another license server runs on it, or it"
                            + " is damaged.",
                    failed);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be written; check its rights.", e);
        }
    }

    /** Commits only when told to. */
    private static MVStore tuned(Path file) {
        return new MVStore.Builder()
                .fileName(file.toString())
                .autoCommitDisabled()
                .autoCommitBufferSize(0)
                .open();
    }

    /** A new file gets its name when it is whole, so that a crash leaves none instead of half of one. */
    private static Path prepared(Path folder) throws IOException {
        var file = folder.resolve(FILE);
        if (Files.notExists(file)) {
            var fresh = DurableFile.part(file, "ledger");
            Files.delete(fresh);
            tuned(fresh).close();
            DurableFile.moveInto(fresh, file);
        }
        return file;
    }

    /** Reads and changes; see the class. */
    synchronized <T> T change(Supplier<T> work) {
        if (broken) {
            throw new Refusal(503, "BROKEN", "A write has failed; check the disk and start the license server again.");
        }
        T result;
        try {
            result = work.get();
        } catch (RuntimeException | Error failure) {
            store.rollback();
            throw failure;
        }
        if (store.hasUnsavedChanges()) {
            commit();
        }
        return result;
    }

    private void commit() {
        try {
            store.commit();
            store.getFileStore().sync();
            if (++commits % COMMITS_BETWEEN == 0) {
                store.compact(FILL_PERCENT, COMPACT_BYTES);
            }
        } catch (RuntimeException | Error failure) {
            broken = true;
            throw failure;
        }
    }

    /** What was signed with one key is not gone on with by another. */
    void requireIssuer(String keyId) {
        var first = change(() -> facts.putIfAbsent("issuer", keyId));
        if (first != null && !first.equals(keyId)) {
            throw new IllegalStateException("This folder belongs to the issuer with the key " + first
                    + "; give its key with --key, or another folder with --data.");
        }
    }

    Optional<Entitlement> entitlement(String id) {
        return Optional.ofNullable(entitlements.get(id)).map(json -> read(json, Entitlement.class));
    }

    Optional<Grant> grant(String id) {
        return Optional.ofNullable(grants.get(id)).map(json -> read(json, Grant.class));
    }

    List<Grant> grantsOf(Entitlement entitlement) {
        return entitlement.grants().stream().map(id -> grant(id).orElseThrow()).toList();
    }

    /** @param code its MAC */
    Optional<Grant> grantOfCode(String code) {
        return Optional.ofNullable(codes.get(code)).flatMap(this::grant);
    }

    /** Ids in their order, from the one after {@code after} on. */
    List<Entitlement> entitlementsAfter(String after, int limit) {
        return entitlements.keyList().stream()
                .filter(id -> id.compareTo(after) > 0)
                .limit(limit)
                .map(id -> entitlement(id).orElseThrow())
                .toList();
    }

    void put(Entitlement entitlement) {
        entitlements.put(entitlement.id(), write(entitlement));
    }

    void put(Grant grant) {
        grants.put(grant.id(), write(grant));
    }

    void putCode(String code, Grant grant) {
        codes.put(code, grant.id());
    }

    /** Number of the last change that an installation has to hear of; empty for one that has no license. */
    Optional<Long> changeOf(String installation) {
        return Optional.ofNullable(changes.get(installation));
    }

    /** Numbers a change that an installation has to hear of. Numbers only grow. */
    long changed(String installation) {
        long number = 1 + changes.getOrDefault("", 0L);
        changes.put("", number);
        changes.put(installation, number);
        return number;
    }

    @Override
    public synchronized void close() {
        if (store.isClosed()) {
            return;
        }
        if (broken) {
            store.closeImmediately();
        } else {
            broken = true;
            store.close();
        }
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A record of ours is no JSON", e);
        }
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The ledger has a record that cannot be read", e);
        }
    }
}
