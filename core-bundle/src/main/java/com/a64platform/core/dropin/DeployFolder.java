package com.a64platform.core.dropin;

import com.a64platform.core.admission.DeployFiles;
import com.a64platform.core.admission.FileChanges;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationListener;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watched folder. FileInstall reports what changes to {@link EveryFile}; this looks at it on a thread of its own.
 * Since FileInstall loses events, the folder is also listed every few seconds.
 */
@Component(service = DeployFolder.class)
public final class DeployFolder implements OperationListener {
    private static final Logger log = LoggerFactory.getLogger(DeployFolder.class);
    private static final long LISTING_MILLIS = 2_000;
    private static final long AGAIN_MILLIS = 100;
    /** For what only has to stand still, or to stay away, for a moment. */
    private static final long SOON_MILLIS = 20;

    private static final long CLOSE_MILLIS = 5_000;
    /** How many dropped files may be on their way at once; the others wait for their turn. */
    private static final int DROPS_AT_ONCE = 4;

    private final Home home;
    private final Drops drops;
    private final DroppedArchives archives;
    private final Audit audit;
    private final BlockingQueue<String> changed = new LinkedBlockingQueue<>();
    private final Queue<Operation> ended = new ConcurrentLinkedQueue<>();
    private final Map<String, Judgement> seen = new HashMap<>();
    /** Files that could not be judged at this look; each may be the next version of what is missing. */
    private final Set<String> unjudged = new HashSet<>();

    private final MissingFiles missing = new MissingFiles();
    private final Optional<FolderEvents> events;
    private final Thread thread;
    /** When something came through last. */
    private Instant succeeded = Instant.MIN;

    private boolean soon;
    private volatile boolean open;
    private volatile boolean closed;

    @Activate
    public DeployFolder(
            @Reference Platform platform,
            @Reference Drops drops,
            @Reference DroppedArchives archives,
            @Reference Audit audit,
            @Reference Workers workers) {
        this.home = platform.home();
        this.drops = drops;
        this.archives = archives;
        this.audit = audit;
        this.events = FolderEvents.of(home.deploy(), workers, () -> changed.add(""));
        this.thread = workers.start("deploy-folder", this::watch);
    }

    @Deactivate
    public void close() {
        closed = true;
        changed.add("");
        events.ifPresent(FolderEvents::close);
        try {
            // Not interrupted: that could hit a file half-way through the gate and make it look refused.
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now on files are judged; before, the start has not yet restored what belongs here. */
    void open() {
        open = true;
        changed.add("");
    }

    /** Something of this name was added, changed or removed. */
    void changed(String name) {
        changed.add(name);
    }

    /** The note of a drop that failed is written by the watching thread, which alone knows what the file is by then. */
    @Override
    public void ended(Operation operation) {
        ended.add(operation);
        changed.add("");
    }

    private void watch() {
        while (!closed) {
            try {
                changed.poll(LISTING_MILLIS, TimeUnit.MILLISECONDS);
                changed.clear();
                if (open) {
                    reconcile();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException failure) {
                // One failure must not end the watch; the next round tries again.
                log.error("deploy/ could not be looked at", failure);
            }
        }
    }

    /** Compares the folder with what was seen; what is new comes before what is gone, so that a replacement is an update. */
    private void reconcile() {
        boolean cleanUp = settleEnded();
        Set<String> names = list();
        var present = names.stream()
                .filter(name -> !FileLook.ignored(name))
                .sorted(new OldestFirst())
                .toList();
        soon = false;
        unjudged.clear();
        for (var name : present) {
            if (!judge(name, names)) {
                unjudged.add(name);
            }
        }
        forgetAbsent(Set.copyOf(present));
        missing.removed(drops.missing(known()), unjudged).forEach(drops::stop);
        if (cleanUp) {
            drops.keepCopies(known());
        }
        soon |= missing.pending();
        if (soon || !unjudged.isEmpty()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(soon ? SOON_MILLIS : AGAIN_MILLIS));
            changed.add("");
        }
    }

    private void forgetAbsent(Set<String> present) {
        for (var name : Set.copyOf(seen.keySet())) {
            if (!present.contains(name)) {
                DropNotes.remove(home.deploy().resolve(name));
                drops.gone(seen.remove(name).sha256());
            }
        }
    }

    private Set<String> known() {
        return seen.values().stream().map(Judgement::sha256).collect(Collectors.toSet());
    }

    /** A drop that failed gets its note; one that came through is looked at once more, and its license is sealed by now. */
    private boolean settleEnded() {
        boolean any = !ended.isEmpty();
        for (var operation = ended.peek(); operation != null; operation = ended.peek()) {
            var name = operation.data().getOrDefault(Keys.DROPPED, "");
            if (!name.isEmpty()) {
                settle(name, operation);
            }
            if (operation.failure().isEmpty()) {
                succeeded = operation.updatedAt();
                seen.replaceAll((file, before) -> before.waits() ? before.outdated() : before);
            }
            ended.remove();
        }
        return any;
    }

    private void settle(String name, Operation operation) {
        var file = home.deploy().resolve(name);
        if (operation.failure().isEmpty()) {
            if (name.endsWith(DeployFiles.JAR)) {
                drops.sealed(file);
            }
            seen.computeIfPresent(name, (key, before) -> before.outdated());
        } else if (!FileLook.gone(file)) {
            settle(file, operation.failure().get(), operation.createdAt());
        }
    }

    /** What it needs may have come while it was looked for. */
    private void settle(Path file, Operation.Failure failure, Instant since) {
        DropNotes.write(file, failure.code(), failure.detail());
        if (failure.code().equals(ErrorCode.DEPENDENCY_MISSING.slug())) {
            judged(file, was -> succeeded.isAfter(since) ? was.outdated() : was.waiting());
        }
    }

    private Set<String> list() {
        Set<String> names = new HashSet<>();
        try (var files = Files.newDirectoryStream(home.deploy())) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (IOException e) {
            throw FileChanges.failed("The folder deploy/ could not be listed", e);
        }
        names.stream()
                .filter(name -> DropNotes.orphan(name, names))
                .forEach(note -> FileChanges.delete(home.deploy().resolve(note)));
        return names;
    }

    /** Judges a file if it looks different from the last time; false when it has to be looked at again soon. */
    private boolean judge(String name, Set<String> names) {
        var file = home.deploy().resolve(name);
        var look = FileLook.of(file, names);
        var before = seen.get(name);
        if (before != null && before.look().equals(look)) {
            return before.doubt().isEmpty() || refuse(file, look, before.doubt().get());
        }
        if (FileLook.young(file)) {
            soon = true;
            return false;
        }
        if (drops.busyWith(name, DROPS_AT_ONCE)) {
            return false;
        }
        try {
            return FileLook.ofModules(name) ? takeIn(file, look) : refuseKind(file, look);
        } catch (ProblemException refusal) {
            return refuse(file, look, refusal);
        }
    }

    private boolean takeIn(Path file, String look) {
        var archive = file.toString().endsWith(DeployFiles.ARCHIVE);
        var sha256 = archive ? archives.takeIn(file) : drops.takeIn(file);
        DropNotes.remove(file);
        seen.put(file.getFileName().toString(), Judgement.taken(look, sha256));
        return true;
    }

    private boolean refuseKind(Path file, String look) {
        var name = file.getFileName().toString();
        refused(name, ErrorCode.ARTIFACT_REFUSED.slug(), DropNotes.ONLY);
        DropNotes.write(file, ErrorCode.ARTIFACT_REFUSED.slug(), DropNotes.ONLY);
        judged(file, before -> before.refused(look));
        return true;
    }

    /**
     * A file that is still being copied, or whose signature is still on its way, looks wrong and is not: its refusal counts
     * only when it has stood still for a while. Meanwhile it is not read again.
     */
    private boolean refuse(Path file, String look, ProblemException refusal) {
        var name = file.getFileName().toString();
        if (FileLook.gone(file) || refusal.code() == ErrorCode.OPERATION_IN_PROGRESS) {
            return false;
        }
        if (Judgement.passes(refusal)) {
            log.warn("{} waits: {}", name, refusal.detail());
            return true; // The next listing tries again.
        }
        if (!FileLook.settled(file)) {
            judged(file, before -> before.doubted(look, refusal));
            return false;
        }
        log.info("{} is refused: {} {}", name, refusal.code().slug(), refusal.detail());
        refused(name, refusal.code().slug(), refusal.detail());
        DropNotes.write(file, refusal);
        judged(file, before -> before.refused(look));
        return true;
    }

    /** Once for each look of a file: what was refused is not judged again before it changes. */
    private void refused(String name, String code, String detail) {
        var details = Map.of("file", name, "error", code + ": " + detail);
        audit.record(Audit.Actor.SYSTEM, "deploy.refuse", "", "refused", details);
    }

    private void judged(Path file, UnaryOperator<Judgement> change) {
        var name = file.getFileName().toString();
        seen.put(name, change.apply(seen.getOrDefault(name, Judgement.NONE)));
    }
}
