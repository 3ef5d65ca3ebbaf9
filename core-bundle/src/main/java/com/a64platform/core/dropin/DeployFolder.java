package com.a64platform.core.dropin;

import com.a64platform.core.admission.DeployFiles;
import com.a64platform.core.admission.DurableFiles;
import com.a64platform.core.admission.VerifiedCopies;
import com.a64platform.core.installer.Keys;
import com.a64platform.core.operations.Operation;
import com.a64platform.core.operations.OperationListener;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watched folder. FileInstall reports what changes; this claims every file, whatever it is, so that FileInstall's own
 * handlers never see one, and looks at it on a thread of its own. Since FileInstall loses events, the folder is also
 * listed every few seconds.
 */
@Component(
        service = {ArtifactInstaller.class, DeployFolder.class},
        property = Constants.SERVICE_RANKING + ":Integer=1000000")
public final class DeployFolder implements ArtifactInstaller, OperationListener {
    private static final Logger log = LoggerFactory.getLogger(DeployFolder.class);
    private static final long LISTING_MILLIS = 2_000;
    private static final long SETTLED_MILLIS = 1_000;
    private static final long AGAIN_MILLIS = 100;
    private static final long CLOSE_MILLIS = 5_000;

    private final Home home;
    private final Drops drops;
    private final BlockingQueue<String> changed = new LinkedBlockingQueue<>();
    private final Map<String, Seen> seen = new HashMap<>();
    private final Thread thread;
    private volatile boolean open;
    private volatile boolean closed;

    @Activate
    public DeployFolder(@Reference Platform platform, @Reference Drops drops, @Reference Workers workers) {
        this.home = platform.home();
        this.drops = drops;
        this.thread = workers.start("deploy-folder", this::watch);
    }

    /**
     * What is known of a file: how it looked when it was last judged, and the digest it was taken in with, empty when it
     * was refused.
     */
    private record Seen(String look, String sha256) {}

    @Deactivate
    public void close() {
        closed = true;
        changed.add("");
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

    @Override
    public boolean canHandle(File artifact) {
        return true;
    }

    @Override
    public void install(File artifact) {
        changed.add(artifact.getName());
    }

    @Override
    public void update(File artifact) {
        changed.add(artifact.getName());
    }

    @Override
    public void uninstall(File artifact) {
        changed.add(artifact.getName());
    }

    /** A drop that failed on its way gets its note; the license of one that came through is sealed by now. */
    @Override
    public void ended(Operation operation) {
        var name = operation.data().getOrDefault(Keys.DROPPED, "");
        if (!name.isEmpty()) {
            var file = home.deploy().resolve(name);
            operation
                    .failure()
                    .ifPresentOrElse(
                            failure -> DropNotes.write(file, failure.code(), failure.detail()),
                            () -> drops.sealed(file));
        }
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
        Set<String> present = list();
        boolean again = false;
        for (var name : present) {
            again |= !judge(name);
        }
        forgetAbsent(present);
        if (again) {
            sleepBriefly();
            changed.add("");
        } else {
            drops.stopMissing(seen.values().stream().map(Seen::sha256).collect(Collectors.toSet()));
        }
    }

    private void forgetAbsent(Set<String> present) {
        for (var name : Set.copyOf(seen.keySet())) {
            if (!present.contains(name)) {
                DropNotes.remove(home.deploy().resolve(name));
                seen.remove(name);
            }
        }
    }

    private Set<String> list() {
        Set<String> names = new TreeSet<>();
        try (var files = Files.newDirectoryStream(home.deploy())) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (IOException e) {
            throw DurableFiles.failed("The folder deploy/ could not be listed", e);
        }
        names.removeIf(DeployFolder::ignored);
        return names;
    }

    /** Our own notes and temporary files, the folder's README, and sidecars, which are judged with their artifact. */
    private static boolean ignored(String name) {
        return name.startsWith(".")
                || name.equals("README.md")
                || name.endsWith(DropNotes.ENDING)
                || name.endsWith(".jar.sig")
                || name.endsWith(".license");
    }

    /** Judges a file if it looks different from the last time; false when it has to be looked at again soon. */
    private boolean judge(String name) {
        var file = home.deploy().resolve(name);
        var look = look(file);
        var before = seen.get(name);
        if (before != null && before.look().equals(look)) {
            return true;
        }
        try {
            return name.endsWith(DeployFiles.JAR) ? takeIn(file, look) : refuseKind(file, look);
        } catch (ProblemException refusal) {
            return refuse(file, look, refusal);
        }
    }

    private boolean takeIn(Path jar, String look) {
        var started = drops.takeIn(jar);
        DropNotes.remove(jar);
        var sha256 = started.map(operation -> operation.data().get(Keys.SHA256)).orElseGet(() -> digest(jar));
        seen.put(jar.getFileName().toString(), new Seen(look, sha256));
        return true;
    }

    private boolean refuseKind(Path file, String look) {
        DropNotes.write(
                file,
                ErrorCode.ARTIFACT_REFUSED.slug(),
                "Only NAME.jar with NAME.jar.sig and, if the module wants one, NAME.license are taken here.");
        refused(file, look);
        return true;
    }

    /** What a running module was taken in from stands for it still, also when somebody has overwritten it with rubbish. */
    private void refused(Path file, String look) {
        var name = file.getFileName().toString();
        var before = seen.get(name);
        seen.put(name, new Seen(look, before == null ? "" : before.sha256()));
    }

    /**
     * A file that is still being copied, or whose signature is still on its way, looks wrong and is not: it is refused
     * only when it has stood still for a while. So is one whose module is busy.
     */
    private boolean refuse(Path file, String look, ProblemException refusal) {
        boolean gone = Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
        if (gone || refusal.code() == ErrorCode.OPERATION_IN_PROGRESS || !settled(file)) {
            return false;
        }
        log.info("{} is refused: {} {}", file.getFileName(), refusal.code().slug(), refusal.detail());
        DropNotes.write(file, refusal);
        refused(file, look);
        return true;
    }

    private static String digest(Path jar) {
        try {
            return VerifiedCopies.digestOf(jar);
        } catch (IOException goneMeanwhile) {
            return "";
        }
    }

    /** Size, time and identity of the file and of its sidecars: any change of one makes the artifact worth a new look. */
    private static String look(Path file) {
        var look = new StringBuilder(attributes(file));
        if (file.toString().endsWith(DeployFiles.JAR)) {
            look.append('|').append(attributes(DeployFiles.sibling(file, DeployFiles.SIGNATURE)));
            look.append('|').append(attributes(DeployFiles.sibling(file, ".license")));
        }
        return look.toString();
    }

    private static String attributes(Path file) {
        try {
            return Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,ino", LinkOption.NOFOLLOW_LINKS)
                    .toString();
        } catch (IOException absent) {
            return "-";
        }
    }

    private static boolean settled(Path file) {
        return Optional.of(file)
                .map(DeployFolder::youngest)
                .filter(age -> age >= SETTLED_MILLIS)
                .isPresent();
    }

    /** Milliseconds since the file or its signature was last changed, by the time the file system keeps itself. */
    private static long youngest(Path file) {
        long newest = Math.max(changeTime(file), changeTime(DeployFiles.sibling(file, DeployFiles.SIGNATURE)));
        return System.currentTimeMillis() - newest;
    }

    private static long changeTime(Path file) {
        try {
            var time = (java.nio.file.attribute.FileTime)
                    Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
            return time.toMillis();
        } catch (IOException absent) {
            return 0;
        }
    }

    private static void sleepBriefly() {
        java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(AGAIN_MILLIS));
    }
}
