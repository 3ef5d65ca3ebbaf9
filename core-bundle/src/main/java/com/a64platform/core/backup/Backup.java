package com.a64platform.core.backup;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.crypto.Digests;
import com.a64platform.core.dumps.Snapshot;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationDefinition;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.operations.Step;
import com.a64platform.core.operations.StepContext;
import com.a64platform.core.platform.EncryptionSecret;
import com.a64platform.core.platform.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Backs up the home of the running node while everything goes on. The file stays on the node's disk: nobody gets the home's
 * keys over the network, whatever his role. Failed, cancelled or cut off while it is written, it leaves nothing.
 *
 * <p>The store's moment has this very operation in it, as running. So a node that was restored finds it and undoes it, and must
 * not touch the file that it was restored from: a file that another process has finished stays.
 */
@Component(service = Backup.class)
public final class Backup implements OperationDefinition {
    public static final String KIND = "backup";

    /** What an operation of this kind holds when it has ended. */
    public static final List<String> RESULTS = List.of("file", "collections", "documents", "files", "bytes", "sha256");

    /** No module's name can be this. */
    private static final String SUBJECT = "(home)";

    private static final String FILE = "file";
    private static final String PROCESS = "process";
    private static final Duration LIMIT = Duration.ofHours(1);

    private final Operations operations;
    private final HomeArchive archive;
    private final String process = UUID.randomUUID().toString();

    @Activate
    public Backup(@Reference Operations operations, @Reference Platform platform, @Reference Snapshot.Source store) {
        this(operations, new HomeArchive(platform.home(), store, EncryptionSecret.of(platform)));
    }

    public Backup(Operations operations, HomeArchive archive) {
        this.operations = operations;
        this.archive = archive;
    }

    /** @throws com.a64platform.core.problem.ProblemException OPERATION_IN_PROGRESS while one runs */
    public Operation submit(Audit.Actor actor) {
        var data = new HashMap<>(actor.kept());
        data.put(FILE, HomeArchive.name(Clock.systemUTC()));
        data.put(PROCESS, process);
        return operations.submit(KIND, SUBJECT, Operation.ALL_TENANTS, actor.userId(), data);
    }

    /** Makes one and waits for its end. */
    public Operation make(Audit.Actor actor) {
        return operations.await(submit(actor).id(), LIMIT);
    }

    /** For people: what came of it. */
    public String told(Operation operation) {
        var data = operation.data();
        return "Backed up to " + archive.file(data.get(FILE)) + ": " + data.get("collections") + " collections with "
                + data.get("documents") + " documents, " + data.get("files") + " files, " + data.get("bytes")
                + " bytes.";
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Duration limit() {
        return LIMIT;
    }

    @Override
    public List<Step> steps() {
        return List.of(Step.of("write", this::write).undo(this::remove));
    }

    private void write(StepContext step) {
        try {
            var name = step.get(FILE);
            var manifest = archive.write(name);
            step.put("collections", String.valueOf(manifest.collections().size()));
            step.put("documents", String.valueOf(manifest.documents()));
            step.put("files", String.valueOf(manifest.files().size()));
            step.put("bytes", String.valueOf(Files.size(archive.file(name))));
            step.put("sha256", Digests.sha256(archive.file(name)));
            step.say(name + ": " + manifest.documents() + " documents, "
                    + manifest.files().size() + " files; " + manifest.about(StoreContent.CONSISTENCY));
        } catch (IOException e) {
            throw new UncheckedIOException("The backup cannot be written; check the disk's space", e);
        }
    }

    private void remove(StepContext step) {
        try {
            if (step.get(PROCESS).equals(process)) {
                archive.remove(step.get(FILE));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The unfinished backup cannot be removed", e);
        }
    }
}
