package com.a64platform.core.findings;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PrivateFile;
import com.a64platform.core.problem.Brief;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The artifacts that turned out sick on this node, in a file of the home: none of them comes in again before an
 * administrator says so. Only the newest hundred are kept. Thread-safe; a mark is durable when the call returns.
 */
@Component(service = BadVersions.class)
public final class BadVersions {
    private static final Logger log = LoggerFactory.getLogger(BadVersions.class);
    private static final int MOST = 100;
    private static final int LONGEST_REASON = 400;
    private static final String MARKS = "marks";

    private final PrivateFile file;
    private final Map<String, BadVersion> marks = new LinkedHashMap<>();

    @Activate
    public BadVersions(@Reference Platform platform) {
        this.file = new PrivateFile(platform.home().data().resolve("bad-versions"));
        read();
    }

    /** @param reason one sentence */
    public record BadVersion(String module, String version, String sha256, String reason, Instant since) {
        public BadVersion {
            reason = Brief.of(reason, LONGEST_REASON);
        }
    }

    /** Marks an artifact; one that is marked already stays as it is. */
    public synchronized void mark(BadVersion bad) {
        if (marks.putIfAbsent(bad.sha256(), bad) == null) {
            marks.values().stream()
                    .sorted(Comparator.comparing(BadVersion::since).reversed())
                    .skip(MOST)
                    .toList()
                    .forEach(old -> marks.remove(old.sha256()));
            write();
        }
    }

    /** What is marked of a module. */
    public synchronized List<BadVersion> ofModule(String module) {
        return marks.values().stream()
                .filter(bad -> bad.module().equals(module))
                .toList();
    }

    /**
     * An administrator says that a version may come in again.
     *
     * @throws ProblemException NOT_FOUND when it is not marked
     */
    public synchronized void pardon(String module, String version) {
        var known = marks.values()
                .removeIf(bad -> bad.module().equals(module) && bad.version().equals(version));
        if (!known) {
            throw new ProblemException(
                    ErrorCode.NOT_FOUND, "Version " + version + " of " + module + " is not marked bad here.");
        }
        write();
    }

    /** @throws ProblemException VERSION_MARKED_BAD when the artifact is marked */
    public synchronized void refuse(String sha256) {
        var bad = marks.get(sha256);
        if (bad != null) {
            throw new ProblemException(
                    ErrorCode.VERSION_MARKED_BAD,
                    bad.module() + " " + bad.version() + " was sick here at " + bad.since() + ": " + bad.reason() + " "
                            + advice(bad.module(), bad.version()));
        }
    }

    /** What whoever wants a version that is marked does. */
    public static String advice(String module, String version) {
        var advice = "Bring another version, or allow this one again with ./a64 module allow %1$s %2$s"
                + " or DELETE /api/v1/modules/%1$s/bad-versions/%2$s and bring it once more.";
        return advice.formatted(module, version);
    }

    /** A file that cannot be believed marks nothing: what it kept out was sick, not dangerous. */
    private void read() {
        try {
            var content = file.read();
            if (content.isPresent()) {
                for (var mark : StrictJson.read(content.get(), Set.of(MARKS)).objects(MARKS)) {
                    var bad = parsed(mark);
                    marks.put(bad.sha256(), bad);
                }
            }
        } catch (MalformedDocumentException | PrivateFile.Exposed damaged) {
            log.error("No version counts as bad: the file {} cannot be believed", file.path(), damaged);
            marks.clear();
        }
    }

    private static BadVersion parsed(JsonMembers mark) throws MalformedDocumentException {
        return new BadVersion(
                mark.text("module"),
                mark.text("version"),
                mark.text("sha256"),
                mark.text("reason"),
                mark.instant("since"));
    }

    private void write() {
        var document = StrictJson.object();
        var list = document.putArray(MARKS);
        marks.values().forEach(bad -> list.addObject()
                .put("module", bad.module())
                .put("version", bad.version())
                .put("sha256", bad.sha256())
                .put("reason", bad.reason())
                .put("since", bad.since().toString()));
        file.write(StrictJson.write(document));
    }
}
