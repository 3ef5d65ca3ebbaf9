package com.a64platform.core.trust;

import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.memory.MonotonicMemory;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Mode;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The root documents that count: the one in {@code conf/trust/}, and in development mode after it the one of the home's
 * own keys. Read anew each time, so that what a person puts there counts at once. Thread-safe.
 */
final class Anchors {
    private static final String COUNTER = "root";

    private final List<TrustFolder> folders;
    private final MonotonicMemory memory;
    private final Clock clock;

    Anchors(Home home, Mode mode, MonotonicMemory memory, Clock clock) {
        this.memory = memory;
        this.clock = clock;
        List<TrustFolder> list = new ArrayList<>();
        var state = home.data().resolve("trust");
        list.add(new TrustFolder(home.conf().resolve("trust"), state.resolve("roots"), false));
        if (mode == Mode.DEVELOPMENT) {
            list.add(new TrustFolder(home.data().resolve("dev-keys"), state.resolve("dev-roots"), true));
        }
        this.folders = List.copyOf(list);
    }

    /** The root documents, the real one first; none in a home that trusts nobody yet. */
    List<Anchor> all() {
        List<Anchor> anchors = new ArrayList<>();
        for (TrustFolder folder : folders) {
            folder.root().ifPresent(root -> anchors.add(new Anchor(folder, root)));
        }
        anchors.stream().filter(anchor -> !anchor.development()).forEach(this::requireNotOlder);
        return List.copyOf(anchors);
    }

    /**
     * Those that have not expired.
     *
     * @throws ProblemException TRUST_METADATA_INVALID when there is none
     */
    List<Anchor> current() {
        var anchors = all();
        if (anchors.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.TRUST_METADATA_INVALID,
                    "This home trusts nobody yet, so it admits nothing; put your registry's root.json into conf/trust/ of"
                            + " the home.");
        }
        var current = anchors.stream()
                .filter(anchor -> !anchor.root().expired(clock.instant()))
                .toList();
        if (current.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.TRUST_METADATA_INVALID,
                    "The root document of this home has expired, so nothing new is admitted; get the registry's newest"
                            + " root.json. What is installed goes on.");
        }
        return current;
    }

    /** Takes the document that follows the first root, which may have expired: only the last of a chain must be fresh. */
    void accept(byte[] envelope) {
        var anchors = all();
        if (!anchors.isEmpty()) {
            accept(anchors.get(0), envelope);
        }
    }

    private void accept(Anchor anchor, byte[] envelope) {
        try {
            if (Root.anchor(envelope).version() <= anchor.root().version()) {
                return;
            }
            var next = anchor.root().next(envelope);
            anchor.folder().keep(anchor.root(), envelope);
            if (!anchor.development()) {
                memory.remember(state -> state.withCounter(COUNTER, next.version()));
            }
        } catch (MalformedDocumentException e) {
            throw new ProblemException(
                    ErrorCode.TRUST_METADATA_INVALID,
                    "The registry's root document does not follow the one this home has (" + e.getMessage()
                            + "); ask its operator for the documents in between.",
                    e);
        }
    }

    private void requireNotOlder(Anchor anchor) {
        long seen = memory.recall().counter(COUNTER);
        if (anchor.root().version() < seen) {
            throw new ProblemException(
                    ErrorCode.TRUST_METADATA_INVALID,
                    "This home's root document has version " + anchor.root().version() + ", but version " + seen
                            + " was in use before; restore data/trust from a backup or put the newer root.json into"
                            + " conf/trust/.");
        }
    }
}
