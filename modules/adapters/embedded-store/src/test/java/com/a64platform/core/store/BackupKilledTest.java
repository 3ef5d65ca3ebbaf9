package com.a64platform.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.backup.Backup;
import com.a64platform.core.backup.HomeArchive;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.dumps.DumpFile;
import com.a64platform.core.engine.JournalOperations;
import com.a64platform.core.engine.OperationJournal;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Home;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Of a backup there is a whole file or none, whichever write of its journal fails or is the last of its process. */
class BackupKilledTest {
    private static final Set<String> WRITES = Set.of("begin", "write", "end");

    @TempDir
    Path folder;

    private final Workers workers = new Workers();
    private Home home;
    private MongoStore store;
    private MongoOperationJournal journal;

    @BeforeEach
    void open() throws IOException {
        home = new Home(folder.resolve("home"));
        Files.createDirectories(home.conf());
        Files.createDirectories(home.keys());
        SigningKey.loadOrCreate(home.keys().resolve("installation.pem"));
        store = TestStores.embedded(home.root());
        store.collection("things").insertOne(new Document("_id", "one"));
        journal = new MongoOperationJournal(store);
    }

    @AfterEach
    void close() {
        workers.close();
        store.close();
    }

    @TestFactory
    @Tag("kill")
    List<DynamicTest> isWholeOrNotThereWhenAnyJournalWriteFails() {
        return atEveryWrite("backup", write -> {
            try {
                backup(hearing(count -> {
                            if (count == write) {
                                throw new ProblemException(ErrorCode.STORE_UNAVAILABLE, "gone for a moment");
                            }
                        }))
                        .make(Audit.Actor.SYSTEM);
            } catch (ProblemException refused) {
                assertThat(write).isEqualTo(1);
            }
        });
    }

    @TestFactory
    @Tag("kill")
    List<DynamicTest> isWholeOrNotThereAfterAKillAtAnyJournalWrite() {
        return atEveryWrite("backup", write -> {
            var killed = new CountDownLatch(1);
            var dying = backup(hearing(count -> {
                if (count >= write) {
                    killed.countDown();
                    throw new Killed();
                }
            }));
            try {
                dying.submit(Audit.Actor.SYSTEM);
            } catch (Killed atOnce) {
                assertThat(write).isEqualTo(1);
            }
            assertThat(killed.await(30, TimeUnit.SECONDS)).isTrue();
        });
    }

    private interface Attempt {
        void at(int write) throws Exception;
    }

    private List<DynamicTest> atEveryWrite(String name, Attempt attempt) {
        var writes = new AtomicInteger();
        backup(hearing(writes::set)).make(Audit.Actor.SYSTEM);
        List<DynamicTest> tests = new ArrayList<>();
        for (int write = 1; write <= writes.get(); write++) {
            int number = write;
            tests.add(DynamicTest.dynamicTest(name + ", write " + write, () -> {
                attempt.at(number);
                backup(journal); // as after a start: what was cut off is taken up
                await().until(() -> journal.unfinished().isEmpty());
                requireWhole();
            }));
        }
        return tests;
    }

    private void requireWhole() throws IOException {
        try (var files = Files.list(home.root().resolve("backups"))) {
            for (var file : files.toList()) {
                try (var archive = DumpFile.open(file, HomeArchive.KIND)) {
                    archive.verify();
                }
            }
        }
    }

    private Backup backup(OperationJournal through) {
        var operations = new JournalOperations(through, workers);
        var backup = new Backup(operations, new HomeArchive(home, store::snapshot, Commands.SECRET));
        operations.define(backup);
        operations.recover();
        return backup;
    }

    /** The journal, whose writes are counted and heard of before they happen. */
    private OperationJournal hearing(IntConsumer each) {
        var count = new AtomicInteger();
        return (OperationJournal) Proxy.newProxyInstance(
                OperationJournal.class.getClassLoader(),
                new Class<?>[] {OperationJournal.class},
                (proxy, method, arguments) -> {
                    if (WRITES.contains(method.getName())) {
                        each.accept(count.incrementAndGet());
                    }
                    try {
                        return method.invoke(journal, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /** Not an exception anybody handles: the thread dies of it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }
}
