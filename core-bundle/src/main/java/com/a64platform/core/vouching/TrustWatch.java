package com.a64platform.core.vouching;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.revalidation.LicenseWatch;
import com.a64platform.core.trust.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices every change of whom this home trusts: of each file in {@code conf/trust} and {@code conf/registries} that came,
 * changed or went, and of each root document in {@code data/trust} that followed, however it was done, by a registry, by a
 * command, by hand or while the node was stopped. Licenses are decided again, and it is written into the audit. What was
 * written down last is kept in the home, so that nothing is missed and nothing written twice.
 */
@Component(service = TrustWatch.class, immediate = true)
public final class TrustWatch {
    private static final Logger log = LoggerFactory.getLogger(TrustWatch.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final List<String> FOLDERS = List.of("conf/trust", "conf/registries", "data/trust");
    private static final String FILES = "files";

    private final Home home;
    private final Audit audit;
    private final Runnable changed;
    private final PrivateFile written;
    private final Thread watcher;

    @Activate
    public TrustWatch(
            @Reference Platform platform,
            @Reference Audit audit,
            @Reference Workers workers,
            @Reference Trust trust,
            @Reference LicenseWatch licenses) {
        this(platform, audit, workers, () -> {
            trust.reread();
            licenses.wake();
        });
    }

    /** @param changed is run whenever something has changed, before that is in the audit; it may be run more than once */
    TrustWatch(Platform platform, Audit audit, Workers workers, Runnable changed) {
        this.home = platform.home();
        this.audit = audit;
        this.changed = changed;
        this.written = new PrivateFile(home.data().resolve("trust/audited"));
        this.watcher = workers.repeat("trust-watch", PAUSE, this::attempt);
    }

    @Deactivate
    public void close() {
        watcher.interrupt();
    }

    private void attempt() {
        try {
            look();
        } catch (ProblemException | UncheckedIOException | PrivateFile.Exposed later) {
            log.error("A change of whom this home trusts is not in the audit yet: {}", later.getMessage());
        }
    }

    /** One entry for each file; each is kept as written before the next, so that a crash repeats one at most. */
    private void look() {
        var before = new TreeMap<>(written());
        var now = files();
        if (!now.equals(before)) {
            changed.run();
        }
        var names = new TreeMap<>(before);
        names.putAll(now);
        for (String name : names.keySet()) {
            var old = before.getOrDefault(name, "");
            var present = now.getOrDefault(name, "");
            if (!old.equals(present)) {
                record(name, old, present);
                before.put(name, present);
                before.values().removeIf(String::isEmpty);
                keep(before);
            }
        }
    }

    private void record(String file, String old, String present) {
        var change = old.isEmpty() ? "added" : present.isEmpty() ? "removed" : "changed";
        audit.record(
                Audit.Actor.SYSTEM,
                "trust.change",
                "",
                "success",
                Map.of("file", file, "change", change, "sha256", present.isEmpty() ? old : present));
        log.warn("Whom this home trusts has changed: {} was {}", file, change);
    }

    private Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        for (String folder : FOLDERS) {
            var root = home.root().resolve(folder);
            if (!Files.isDirectory(root)) {
                continue;
            }
            try (var found = Files.walk(root)) {
                for (Path file : found.filter(one -> one.toString().endsWith(".json"))
                        .filter(one -> Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS))
                        .toList()) {
                    files.put(home.root().relativize(file).toString(), Digests.sha256(file));
                }
            } catch (NoSuchFileException goneMeanwhile) {
                log.debug("A file went away while it was looked at; the next look tells", goneMeanwhile);
                return written();
            } catch (IOException e) {
                throw new UncheckedIOException("The folder " + root + " cannot be read", e);
            }
        }
        return files;
    }

    private Map<String, String> written() {
        try {
            var content = written.read();
            if (content.isEmpty()) {
                return Map.of();
            }
            Map<String, String> files = new TreeMap<>();
            JsonMembers members = StrictJson.read(content.get(), Set.of(FILES)).object(FILES);
            for (var entry : members.node().properties()) {
                files.put(entry.getKey(), members.text(entry.getKey()));
            }
            return files;
        } catch (MalformedDocumentException e) {
            throw new UncheckedIOException(
                    "The file " + written.path() + " is damaged: remove it; all is written down again",
                    new IOException(e));
        }
    }

    private void keep(Map<String, String> files) {
        var document = StrictJson.object();
        var members = document.putObject(FILES);
        files.forEach(members::put);
        try {
            Files.createDirectories(written.path().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("The folder data/trust cannot be made", e);
        }
        written.write(StrictJson.write(document));
    }
}
